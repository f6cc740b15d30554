/* A moment, as an age or as a date, in the reader's zone; the exact time and its zone show when pointed at, and ages move
   while the page stands. Whatever shows a moment does so through this file. */
import { useLocale, useMoments, useText } from '../messages/LocaleContext.tsx';
import { useTick } from './use-tick.ts';

interface Props {
  iso: string;
  as?: 'relative' | 'date' | 'exact' | 'moment' | 'slot';
  /** Another zone than the reader's. */
  zone?: string | undefined;
  /** What has happened is not “in 2 seconds”, however the clocks differ. */
  isPast?: boolean;
}

/* Long forms may break: in December, at ten, they are longer than the column that they fit in otherwise. */
const SHORT: ReadonlySet<Props['as']> = new Set(['relative', 'date']);

export function TimeText({ iso, as = 'relative', zone, isPast = false }: Props) {
  const moments = useMoments(zone);
  useTick();
  const now = isPast ? Math.max(Date.now(), Date.parse(iso)) : Date.now();
  return (
    <time dateTime={iso} className={SHORT.has(as) ? 'nowrap' : undefined} title={moments.moment(iso)}>
      {as === 'relative' ? moments.relative(iso, now) : moments[as](iso)}
    </time>
  );
}

interface NoteProps {
  iso: string;
  zone: string | null;
  label?: 'tasks.inTaskZone' | 'tasks.nextRunsYours';
  /** The zone in which the moment stands already; the reader's where nothing is said. */
  beside?: string | undefined;
  className?: string;
}

/** How a planned moment reads in a second zone, in small print; nothing where it reads the same. */
export function ZoneNote({ iso, zone, label = 'tasks.inTaskZone', beside, className = 'subtle small' }: NoteProps) {
  const text = useText();
  const { timeZone: mine } = useLocale();
  const time = useMoments(zone ?? mine).slot(iso);
  const shown = useMoments(beside).slot(iso);
  if (zone === null || time === shown) return null;
  return <time dateTime={iso} className={className}>{text(label, { time })}</time>;
}
