import { describe, expect, it } from 'vitest';

import { proposeLimit } from './limit.ts';

describe('the proposed limit', () => {
  it.each([
    [0, 10],
    [7, 10],
    [24, 30],
    [80, 100],
    [90, 120],
    [1000, 1300],
    [4321, 5500],
  ])('for %i affected users is %i', (affected, limit) => expect(proposeLimit(affected)).toBe(limit));

  it('always leaves room for those who are affected today', () => {
    for (let affected = 0; affected < 5000; affected += 7) expect(proposeLimit(affected)).toBeGreaterThan(affected);
  });
});
