/* Calendar days, durations and numbers in the user's locale. No words of our own: Intl has them all. Moments, which need a
   zone, are written by `moments.ts`. */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface Format {
  number: (value: number) => string;
  percent: (share: number) => string;
  /** 23 Nov 2026, of a calendar day such as `2026-11-23`, whatever the zone */
  day: (day: string) => string;
  /** 2 hr, 5 min: the two largest units; what took less than one second is not told as none. */
  duration: (seconds: number) => string;
  hour: (hour: number) => string;
  /** Monday is 0. */
  weekday: (index: number) => string;
  list: (items: readonly string[]) => string;
}

/** 6:00 AM, but 06:00 where the day has 24 hours. */
export function pickHour(locale: string): 'numeric' | '2-digit' {
  const isHalfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 === true;
  return isHalfDay ? 'numeric' : '2-digit';
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

export function buildFormat(locale: string): Format {
  const numbers = new Intl.NumberFormat(locale);
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const unit = (amount: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(amount);
  const hour = pickHour(locale);

  return {
    number: (value) => numbers.format(value),
    percent: (share) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
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
