import { describe, expect, it } from 'vitest';

import { buildMoments } from './moments.ts';

const english = buildMoments('en-US', 'UTC');
const german = buildMoments('de-DE', 'Europe/Berlin');
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

describe('moments', () => {
  it('are written in the user’s language and zone, which they name', () => {
    expect(plain(english.moment('2026-11-23T23:30:00Z'))).toBe('Nov 23, 2026, 11:30 PM UTC');
    expect(plain(german.moment('2026-11-23T23:30:00Z'))).toBe('24. Nov. 2026, 00:30 MEZ');
    expect(plain(german.exact('2026-07-23T23:30:09Z'))).toBe('24. Juli 2026, 01:30:09 MESZ');
    expect(german.date('2026-11-23T23:30:00Z')).toBe('24.11.2026');
  });

  it('name weekday and zone where they are planned', () => {
    expect(plain(buildMoments('en-US', 'Europe/Berlin').slot('2026-11-23T02:00:00Z'))).toBe('Mon, Nov 23, 2026, 3:00 AM GMT+1');
  });

  it('are those of UTC, and say so, in a zone that the browser does not know', () => {
    const abroad = buildMoments('en-US', 'Mars/Olympus');
    expect(plain(abroad.moment('2026-11-23T23:30:00Z'))).toBe('Nov 23, 2026, 11:30 PM UTC');
    expect(plain(abroad.slot('2026-11-23T02:00:00Z'))).toContain('2:00 AM UTC');
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
    const now = Date.parse('2026-11-23T12:00:00Z');
    expect(english.relative(new Date(now - seconds * 1000).toISOString(), now)).toBe(words);
  });

  it('to come are told as such', () => {
    expect(english.relative('2026-11-23T12:00:00Z', Date.parse('2026-11-23T10:00:00Z'))).toBe('in 2 hours');
  });
});
