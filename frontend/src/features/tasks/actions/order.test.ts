import { describe, expect, it } from 'vitest';

import { moveItem } from './order.ts';

const LIST = ['a', 'b', 'c', 'd'];

describe('moving an item of a list', () => {
  it.each([
    [0, 1, 'bacd'],
    [3, 0, 'dabc'],
    [0, 3, 'bcda'],
    [2, 1, 'acbd'],
  ])('from %i to %i gives %s', (from, to, expected) => {
    expect(moveItem(LIST, from, to).join('')).toBe(expected);
  });

  it.each([
    [1, 1],
    [0, -1],
    [3, 4],
    [9, 0],
  ])('from %i to %i changes nothing', (from, to) => {
    expect(moveItem(LIST, from, to)).toBe(LIST);
  });

  it('leaves the old list as it was', () => {
    moveItem(LIST, 0, 2);
    expect(LIST.join('')).toBe('abcd');
  });
});
