import { describe, expect, it } from 'vitest';

import { allOf, EVERYBODY } from '../../shared/filters/specification.ts';
import { browserAddress, readState } from '../../shared/routing/browser-state.ts';
import { ALL, choose, countChosen, isChosen, narrow, NOBODY } from './list/selection.ts';

describe('the address of the User Browser', () => {
  it('brings back filter, search, order and the open user', () => {
    const state = {
      specification: allOf([{ type: 'text', contains: 'a&b=“c”' }]),
      text: 'müller',
      filterId: 7,
      sort: 'last_active',
      direction: 'desc',
      accountId: '557058:x',
    } as const;
    const [, query = ''] = browserAddress(state).split('?');
    expect(readState(new URLSearchParams(query))).toEqual(state);
  });

  it('is plain when nothing is chosen', () => {
    expect(browserAddress({})).toBe('/users');
  });

  it('survives nonsense', () => {
    const state = readState(new URLSearchParams('spec={&sort=shoe&dir=up&filter=-1'));
    expect(state).toMatchObject({ specification: EVERYBODY, sort: 'name', direction: 'asc', filterId: null });
  });
});

describe('a selection across pages', () => {
  it('collects users of several pages', () => {
    const chosen = choose(choose(NOBODY, ['a', 'b'], true), ['c'], true);
    expect(countChosen(chosen, 2000)).toBe(3);
    expect(isChosen(choose(chosen, ['b'], false), 'b')).toBe(false);
  });

  it('of everybody leaves single ones out, and takes them back', () => {
    const but = choose(ALL, ['a'], false);
    expect([isChosen(but, 'a'), isChosen(but, 'z'), countChosen(but, 2000)]).toEqual([false, true, 1999]);
    expect(countChosen(choose(but, ['a'], true), 2000)).toBe(2000);
  });

  it('finds exactly the chosen users for an export', () => {
    const shown = { specification: allOf([{ type: 'claim', claim: 'managed' }]), text: 'ann' };
    expect(narrow(choose(NOBODY, ['a', 'b'], true), shown)).toEqual({
      specification: allOf([{ type: 'people', values: ['a', 'b'] }]),
      text: '',
    });
    expect(narrow(ALL, shown)).toEqual(shown);
    expect(narrow(choose(ALL, ['a'], false), shown)).toEqual({
      specification: allOf([{ type: 'claim', claim: 'managed' }, { op: 'not', of: [{ type: 'people', values: ['a'] }] }]),
      text: 'ann',
    });
  });
});
