/* Reads a typed day: 2027-01-31 always, else numbers in the order of the reader's language. Pure. */

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** The order of day, month and year in a language: `['month', 'day', 'year']` in American English. */
function orderOf(locale: string): string[] {
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: 'short' }).formatToParts(new Date(2000, 10, 22));
  return parts.map((part) => part.type).filter((type) => type === 'day' || type === 'month' || type === 'year');
}

/** Null for what is no day (31 February), or not clear. */
export function parseDay(typed: string, locale: string): Date | null {
  const iso = ISO.exec(typed.trim());
  const numbers = iso ? iso.slice(1) : typed.match(/\d+/g);
  if (numbers?.length !== 3 || (!iso && /\p{L}/u.test(typed))) return null;
  const order = iso ? ['year', 'month', 'day'] : orderOf(locale);
  const read = (part: string): number => Number(numbers[order.indexOf(part)]);
  const year = read('year') < 100 ? 2000 + read('year') : read('year');
  const day = new Date(year, read('month') - 1, read('day'));
  return day.getMonth() === read('month') - 1 && day.getDate() === read('day') && year < 10_000 ? day : null;
}
