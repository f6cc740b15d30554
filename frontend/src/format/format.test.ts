import { describe, expect, it } from 'vitest';

import { buildFormat } from './format.ts';

const english = buildFormat('en-US', 'UTC');
const german = buildFormat('de-DE', 'Europe/Berlin');
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('times and numbers', () => {
  it('are written in the user’s language and zone', () => {
    expect(plain(english.dateTime('2026-11-23T23:30:00Z'))).toBe('Nov 23, 2026, 11:30 PM');
    expect(plain(german.dateTime('2026-11-23T23:30:00Z'))).toBe('24.11.2026, 00:30');
    expect(english.number(12345)).toBe('12,345');
    expect(german.number(12345)).toBe('12.345');
  });

  it('name weekday and zone for a planned moment, in the zone of the task', () => {
    expect(plain(english.slot('2026-11-23T02:00:00Z', 'Europe/Berlin'))).toBe('Mon, Nov 23, 2026, 3:00 AM GMT+1');
  });

  it('are those of UTC, and say so, in a zone that the browser does not know', () => {
    const abroad = buildFormat('en-US', 'Mars/Olympus');
    expect(plain(abroad.dateTime('2026-11-23T23:30:00Z'))).toBe('Nov 23, 2026, 11:30 PM UTC');
    expect(plain(english.dateTime('2026-11-23T23:30:00Z', 'posix/Europe/Berlin'))).toBe('Nov 23, 2026, 11:30 PM UTC');
    expect(plain(english.slot('2026-11-23T02:00:00Z', 'Mars/Olympus'))).toContain('2:00 AM UTC');
    expect(abroad.date('2026-11-23T23:30:00Z')).toBe('Nov 23, 2026');
  });

  it.each([
    [5, '5 seconds ago'],
    [119, '1 minute ago'],
    [2 * 3600, '2 hours ago'],
    [86_400, 'yesterday'],
    [60 * 86_400, '60 days ago'],
    [100 * 86_400, '3 months ago'],
    [1000 * 86_400, '2 years ago'],
  ])('an age of %d seconds is %s', (seconds, words) => {
    expect(english.age(seconds)).toBe(words);
  });

  it('the future is told as such', () => {
    expect(english.relative('2026-11-23T12:00:00Z', Date.parse('2026-11-23T10:00:00Z'))).toBe('in 2 hours');
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
