/* Moments in the user's locale and time zone: one rule for the whole page, kept by `shared/display/TimeText`. Every form that has
   a time of day names its zone; in a zone that the browser does not know, times are those of UTC and say so. */
import { pickHour } from './format.ts';
import { usableZone } from './zone.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST_UNIT_DAYS = 60;

export interface Moments {
  /** 23 Nov 2026 */
  date: (iso: string) => string;
  /** 23 Nov 2026, 14:05 CET */
  moment: (iso: string) => string;
  /** 23 Nov 2026, 14:05:09 CET: for what was logged, where the order within a minute tells something. */
  exact: (iso: string) => string;
  /** Mon, 23 Nov 2026, 14:05 CET: for planned moments, where the weekday matters. */
  slot: (iso: string) => string;
  /** 5 minutes ago, in 3 days */
  relative: (iso: string, now?: number) => string;
}

function pickUnit(seconds: number): [number, Intl.RelativeTimeFormatUnit] {
  const size = Math.abs(seconds);
  if (size < MINUTE) return [Math.trunc(seconds), 'second'];
  if (size < HOUR) return [Math.trunc(seconds / MINUTE), 'minute'];
  if (size < DAY) return [Math.trunc(seconds / HOUR), 'hour'];
  const days = Math.trunc(seconds / DAY);
  if (Math.abs(days) <= LONGEST_UNIT_DAYS) return [days, 'day'];
  return Math.abs(days) < 730 ? [Math.trunc(days / 30), 'month'] : [Math.trunc(days / 365), 'year'];
}

export function buildMoments(locale: string, zone: string): Moments {
  const timeZone = usableZone(zone);
  const day = { day: 'numeric', month: 'short', year: 'numeric', timeZone } as const;
  const minute = { ...day, hour: pickHour(locale), minute: '2-digit', timeZoneName: 'short' } as const;
  // Making a formatter is slow, and a table asks for hundreds of times.
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const moments = new Intl.DateTimeFormat(locale, minute);
  const exact = new Intl.DateTimeFormat(locale, { ...minute, second: '2-digit' });
  const slots = new Intl.DateTimeFormat(locale, { ...minute, weekday: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    date: (iso) => dates.format(new Date(iso)),
    moment: (iso) => moments.format(new Date(iso)),
    exact: (iso) => exact.format(new Date(iso)),
    slot: (iso) => slots.format(new Date(iso)),
    relative: (iso, now = Date.now()) => relative.format(...pickUnit((Date.parse(iso) - now) / 1000)),
  };
}
