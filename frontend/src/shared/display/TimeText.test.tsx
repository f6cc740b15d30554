import { act, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { FakeServer } from '../testing/fake-server.ts';
import { renderPart } from '../testing/render.tsx';
import { TimeText, ZoneNote } from './TimeText.tsx';

const AT = '2026-07-23T12:30:09Z';
const show = (part: React.ReactElement) => renderPart(part, new FakeServer());
const plain = (): string => document.body.textContent.replace(/[\u00a0\u202f]/g, ' ');

afterEach(() => vi.useRealTimers());

describe('a moment', () => {
  it.each(['moment', 'exact', 'slot'] as const)('names the zone in which it is written: %s', (as) => {
    show(<TimeText iso={AT} as={as} zone="Europe/Berlin" />);
    expect(plain()).toMatch(/2:30(:09)? ?(PM|pm)? GMT\+2|14:30(:09)? (GMT\+2|CEST)/);
    expect(screen.getByRole('time')).toHaveAttribute('datetime', AT);
  });

  it.each(['date', 'relative'] as const)('tells time and zone when pointed at: %s', (as) => {
    show(<TimeText iso={AT} as={as} />);
    expect(screen.getByRole('time').title).toContain('UTC');
  });

  it('of another zone stands in small print where it reads otherwise, and only there', () => {
    show(<><ZoneNote iso={AT} zone="Asia/Tokyo" /><ZoneNote iso={AT} zone="UTC" /><ZoneNote iso={AT} zone={null} /></>);
    expect(screen.getAllByRole('time')).toHaveLength(1);
    expect(plain()).toContain('GMT+9');
  });

  it('grows older while the page stands', () => {
    vi.useFakeTimers({ now: Date.parse('2026-07-23T12:31:09Z') });
    show(<TimeText iso={AT} />);
    expect(plain()).toBe('1 minute ago');
    act(() => {
      vi.advanceTimersByTime(120_000);
    });
    expect(plain()).toBe('3 minutes ago');
  });

  it('that has passed is never told as to come, however the clocks differ', () => {
    show(<TimeText iso={new Date(Date.now() + 90_000).toISOString()} isPast />);
    expect(plain()).toBe('now');
  });
});
