import { describe, expect, it } from 'vitest';

import { needsTargets, newAction, retypeAction } from './actionForm.ts';

describe('an action in the dialog', () => {
  it('has a key that no other action has', () => {
    expect(newAction('suspend_user').key).not.toBe(newAction('suspend_user').key);
  });

  it('keeps its groups when adding becomes removing', () => {
    expect(retypeAction(newAction('add_to_groups', ['g1']), 'remove_from_groups').targets).toEqual(['g1']);
  });

  it('drops its targets when they would be of another kind', () => {
    const action = newAction('add_to_groups', ['g1']);
    expect(retypeAction(action, 'remove_app_access').targets).toEqual([]);
    expect(retypeAction(action, 'suspend_user')).toEqual({ key: action.key, type: 'suspend_user', targets: [] });
  });

  it('needs targets unless it is about the user', () => {
    expect(needsTargets(newAction('add_to_groups'))).toBe(true);
    expect(needsTargets(newAction('add_to_groups', ['g1']))).toBe(false);
    expect(needsTargets(newAction('restore_user'))).toBe(false);
  });
});
