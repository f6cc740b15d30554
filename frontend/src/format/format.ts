/* Dates, durations and numbers in the user's locale and time zone. No words of our own: Intl has them all.
   In a zone that the browser does not know, times are those of UTC and say so. */
import { isZoneKnown, usableZone } from './zone.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LONGEST_UNIT_DAYS = 60;

export interface Format {
  number: (value: number) => string;
  percent: (share: number) => string;
  /** 23 Nov 2026 */
  date: (iso: string) => string;
  /** 23 Nov 2026, of a calendar day such as `2026-11-23`, whatever the zone */
  day: (day: string) => string;
  /** 23 Nov 2026, 14:05 */
  dateTime: (iso: string, timeZone?: string) => string;
  /** 23 Nov 2026, 14:05:09: for what was logged, where the order within a minute tells something. */
  exact: (iso: string) => string;
  /** 23 Nov 2026, 14:05 CET: where one moment stands alone. */
  moment: (iso: string, timeZone?: string) => string;
  /** CET: the user's own zone as it is called now, for headings of columns. */
  zoneName: (now?: number) => string;
  /** Mon, 23 Nov 2026, 14:05 CET: for planned moments, where weekday and zone matter. */
  slot: (iso: string, timeZone?: string) => string;
  /** 5 minutes ago, in 3 days */
  relative: (iso: string, now?: number) => string;
  /** 5 minutes ago, from an age */
  age: (seconds: number) => string;
  /** 2 hr, 5 min: the two largest units; what took less than one second is not told as none. */
  duration: (seconds: number) => string;
  hour: (hour: number) => string;
  /** Monday is 0. */
  weekday: (index: number) => string;
  list: (items: readonly string[]) => string;
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

function splitDuration(seconds: number): [number, string][] {
  const whole = Math.max(0, Math.round(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / DAY), 'day'],
    [Math.floor((whole % DAY) / HOUR), 'hour'],
    [Math.floor((whole % HOUR) / MINUTE), 'minute'],
    [whole % MINUTE, 'second'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0);
}

export function buildFormat(locale: string, zone: string): Format {
  const numbers = new Intl.NumberFormat(locale);
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: usableZone(zone) });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const buildTimes = (timeZone: string): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: usableZone(timeZone) });
  const sayUtc = (written: string, timeZone: string): string => (isZoneKnown(timeZone) ? written : `${written} UTC`);
  // Making a formatter is slow, and a table asks for hundreds of times.
  const times = buildTimes(zone);
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: usableZone(zone) });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const unit = (amount: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(amount);
  // 6:00 AM, but 06:00 where the day has 24 hours.
  const isHalfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true;
  const hour = isHalfDay ? 'numeric' : '2-digit';
  const age = (seconds: number): string => relative.format(...pickUnit(seconds));

  return {
    number: (value) => numbers.format(value),
    percent: (share) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share),
    date: (iso) => dates.format(new Date(iso)),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    dateTime: (iso, timeZone = zone) =>
      sayUtc((timeZone === zone ? times : buildTimes(timeZone)).format(new Date(iso)), timeZone),
    exact: (iso) => sayUtc(moments.format(new Date(iso)), zone),
    moment: (iso, timeZone = zone) =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric', month: 'short', year: 'numeric', hour, minute: '2-digit', timeZoneName: 'short',
        timeZone: usableZone(timeZone),
      }).format(new Date(iso)),
    zoneName: (now = Date.now()) =>
      new Intl.DateTimeFormat(locale, { timeZoneName: 'short', timeZone: usableZone(zone) })
        .formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC',
    slot: (iso, timeZone = zone) =>
      new Intl.DateTimeFormat(locale, {
        weekday: 'short', day: 'numeric', month: 'short', year: 'numeric',
        hour, minute: '2-digit', timeZoneName: 'short', timeZone: usableZone(timeZone),
      }).format(new Date(iso)),
    relative: (iso, now = Date.now()) => age((Date.parse(iso) - now) / 1000),
    age: (seconds) => age(-Math.abs(seconds)),
    duration: (seconds) =>
      seconds < 1 ? `< ${unit(1, 'second')}` : splitDuration(seconds).map(([amount, name]) => unit(amount, name)).join(' '),
    hour: (full) =>
      new Intl.DateTimeFormat(locale, { hour, minute: '2-digit', timeZone: 'UTC' }).format(
        new Date(Date.UTC(2000, 0, 1, full)),
      ),
    weekday: (index) =>
      // 3 January 2000 was a Monday.
      new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, 0, 3 + index))),
    list: (items) => lists.format(items),
  };
}
