import { describe, expect, it } from 'vitest';

import { hueOf, initialsOf } from './initials.ts';

describe('a person’s initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['ann.b.smith@x.example', 'AE'],
    ['Юлия Цветаева', 'ЮЦ'],
    ['Plato', 'P'],
    ['  (Bot) helper 7 ', 'BH'],
    ['42', ''],
    ['', ''],
  ])('of %j are %j', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it('keep their colour', () => {
    expect(hueOf('557058:a')).toBe(hueOf('557058:a'));
  });
});
