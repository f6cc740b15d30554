/* A moment, as an age or as a date; the exact time shows when pointed at. */
import { useFormat } from '../messages/LocaleContext.tsx';
import { useTick } from './useTick.ts';

interface Props {
  iso: string;
  as?: 'relative' | 'date' | 'dateTime' | 'exact' | 'moment';
}

export function TimeText({ iso, as = 'relative' }: Props) {
  const format = useFormat();
  useTick();
  return (
    <time dateTime={iso} className="nowrap" title={format.moment(iso)}>
      {format[as](iso)}
    </time>
  );
}
