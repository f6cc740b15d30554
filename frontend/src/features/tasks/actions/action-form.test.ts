import { describe, expect, it } from 'vitest';

import type { Action } from '../../../shared/api/types.ts';
import { ACTION_KINDS, ACTION_TYPES, takesAway } from '../../../shared/domain/actions.ts';
import { buildAction, needsTargets, newAction, readAction, retypeAction } from './action-form.ts';

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
    expect(retypeAction(action, 'suspend_user')).toMatchObject({ key: action.key, type: 'suspend_user', targets: [] });
  });

  it('leaves groups that give other apps only when that was chosen', () => {
    const chosen = newAction('remove_app_access', ['a1'], true);
    expect(buildAction(newAction('remove_app_access', ['a1']))).toEqual({ type: 'remove_app_access', apps: ['a1'] });
    expect(buildAction(chosen)).toMatchObject({ can_leave_shared_groups: true });
    expect(readAction(buildAction(chosen))).toMatchObject({ canLeaveSharedGroups: true });
    expect(readAction({ type: 'remove_app_access', apps: ['a1'] }).canLeaveSharedGroups).toBe(false);
    expect(retypeAction(chosen, 'suspend_user').canLeaveSharedGroups).toBe(false);
  });

  it.each(ACTION_TYPES.filter((type) => ACTION_KINDS[type].isAboutAccount))('is about the account and nothing else: %s', (type) => {
    expect(buildAction(retypeAction(newAction('add_to_groups', ['g1']), type))).toEqual({ type });
    expect(readAction({ type } as Action)).toMatchObject({ type, targets: [] });
    expect(needsTargets(newAction(type))).toBe(false);
    expect(takesAway([{ type }])).toBe(type === 'deactivate_account' || type === 'delete_account');
  });

  it('needs targets unless it is about the user', () => {
    expect(needsTargets(newAction('add_to_groups'))).toBe(true);
    expect(needsTargets(newAction('add_to_groups', ['g1']))).toBe(false);
    expect(needsTargets(newAction('restore_user'))).toBe(false);
  });
});
