/* A moment, as an age or as a date; the exact time is in the tooltip. */
import Tooltip from '@atlaskit/tooltip';

import { useFormat } from '../messages/LocaleContext.tsx';

interface Props {
  iso: string;
  as?: 'relative' | 'date' | 'dateTime';
}

export function TimeText({ iso, as = 'relative' }: Props) {
  const format = useFormat();
  const shown = { relative: format.relative, date: format.date, dateTime: format.dateTime }[as](iso);
  const exact = format.dateTime(iso);
  if (shown === exact) return <time dateTime={iso} className="nowrap">{shown}</time>;
  return (
    <Tooltip content={exact} tag="span">
      <time dateTime={iso} className="nowrap">
        {shown}
      </time>
    </Tooltip>
  );
}
