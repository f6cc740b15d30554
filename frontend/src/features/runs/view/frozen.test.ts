import { describe, expect, it } from 'vitest';

import { readFrozen } from './frozen.ts';

const filter = { id: 1, name: 'Dormant', specification: { version: 1, root: { type: 'text', contains: 'a' } } };

describe('what a run has frozen', () => {
  it('is read with the names of that moment', () => {
    const cautions = [{ code: 'also_taken', text: 'x', facts: { app: 'Jira' } }];
    const specification = { filter, actions: [{ type: 'suspend_user' }], names: { g1: 'staff' }, cautions };
    expect(readFrozen({ specification })).toEqual({
      specification: filter.specification, actions: [{ type: 'suspend_user' }], names: { g1: 'staff' }, cautions, isPlanned: true,
    });
  });

  it('is incomplete before the plan is made, and has no filter for an undo', () => {
    expect(readFrozen({ specification: { filter: null, undo_of: 3 } })).toEqual({
      specification: null, actions: null, names: {}, cautions: [], isPlanned: false,
    });
  });
});
