import { describe, expect, it } from 'vitest';

import { parseDay } from './parse-day.ts';

const read = (typed: string, locale: string): string | null => {
  const day = parseDay(typed, locale);
  return day && `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
};

describe('a typed day', () => {
  it.each([
    ['2027-01-31', 'de-DE', '2027-1-31'], ['2027-1-31', 'en-US', '2027-1-31'], ['1/2/2027', 'en-US', '2027-1-2'],
    ['1/2/2027', 'en-GB', '2027-2-1'], ['1.2.2027', 'de-DE', '2027-2-1'], ['1.2.27', 'de-DE', '2027-2-1'],
    ['31.2.2027', 'de-DE', null], ['13/13/2027', 'en-US', null], ['tomorrow', 'en-US', null], ['2027', 'en-US', null], ['', 'en-US', null],
  ])('%s in %s is %s', (typed, locale, day) => {
    expect(read(typed, locale)).toBe(day);
  });
});
