import { describe, expect, it } from 'vitest';

import { buildFormat } from './format.ts';

const english = buildFormat('en-US');
const german = buildFormat('de-DE');
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('days, durations and numbers', () => {
  it('are written in the user’s language', () => {
    expect(german.day('2026-11-23')).toBe('23.11.2026');
    expect(english.number(12345)).toBe('12,345');
    expect(german.number(12345)).toBe('12.345');
  });

  it.each([
    [0, '< 1 sec'],
    [59.4, '59 sec'],
    [125, '2 min 5 sec'],
    [3600, '1 hr'],
    [7384, '2 hr 3 min'],
    [100_000, '1 day 3 hr'],
  ])('a duration of %d seconds is %s', (seconds, words) => {
    expect(plain(english.duration(seconds))).toBe(words);
  });
});
