/* A moment, as an age or as a date; the exact time shows when pointed at. */
import { useFormat } from '../messages/LocaleContext.tsx';

interface Props {
  iso: string;
  as?: 'relative' | 'date' | 'dateTime';
}

export function TimeText({ iso, as = 'relative' }: Props) {
  const format = useFormat();
  return (
    <time dateTime={iso} className="nowrap" title={format.dateTime(iso)}>
      {{ relative: format.relative, date: format.date, dateTime: format.dateTime }[as](iso)}
    </time>
  );
}
