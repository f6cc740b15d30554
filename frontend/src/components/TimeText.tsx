/* A moment, as an age or as a date; the exact time shows when pointed at. Long forms may break: in December, at ten, they
   are longer than the column that they fit in otherwise. */
import { useFormat } from '../messages/LocaleContext.tsx';
import { useTick } from './useTick.ts';

interface Props {
  iso: string;
  as?: 'relative' | 'date' | 'dateTime' | 'exact' | 'moment';
}

const SHORT: ReadonlySet<Props['as']> = new Set(['relative', 'date']);

export function TimeText({ iso, as = 'relative' }: Props) {
  const format = useFormat();
  useTick();
  return (
    <time dateTime={iso} className={SHORT.has(as) ? 'nowrap' : undefined} title={format.moment(iso)}>
      {format[as](iso)}
    </time>
  );
}
