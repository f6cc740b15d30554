/* The list of actions as it is being filled in. Each action has a key of its own that stays when the order changes. */
import type { Action } from '../../../shared/api/types.ts';

export type ActionType = Action['type'];
export type TargetKind = 'groups' | 'apps' | 'none';

export const ACTION_TYPES: readonly ActionType[] = [
  'add_to_groups', 'remove_from_groups', 'remove_app_access', 'suspend_user', 'restore_user',
  'deactivate_account', 'activate_account', 'delete_account', 'cancel_deletion',
];
export const MOST_ACTIONS = 20;

/** What acts on the account itself: nothing can follow it in the list. */
const ABOUT_ACCOUNTS: ReadonlySet<ActionType> = new Set([
  'deactivate_account', 'activate_account', 'delete_account', 'cancel_deletion',
]);

export const isAboutAccount = (type: ActionType): boolean => ABOUT_ACCOUNTS.has(type);

const TARGET_KINDS: Readonly<Record<ActionType, TargetKind>> = {
  add_to_groups: 'groups',
  remove_from_groups: 'groups',
  remove_app_access: 'apps',
  suspend_user: 'none',
  restore_user: 'none',
  deactivate_account: 'none',
  activate_account: 'none',
  delete_account: 'none',
  cancel_deletion: 'none',
};

export interface ActionForm {
  readonly key: string;
  readonly type: ActionType;
  readonly targets: readonly string[];
  /** Taking an app away may take what else its groups give. */
  readonly canLeaveSharedGroups: boolean;
}

let lastKey = 0;

export function newAction(
  type: ActionType, targets: readonly string[] = [], canLeaveSharedGroups = false,
): ActionForm {
  lastKey += 1;
  return { key: `action-${lastKey}`, type, targets, canLeaveSharedGroups };
}

const TAKING: ReadonlySet<ActionType> = new Set([
  'remove_from_groups', 'remove_app_access', 'suspend_user', 'deactivate_account', 'delete_account',
]);

/** Whether any of the actions takes something away from people. */
export const takesAway = (actions: readonly { readonly type: ActionType }[]): boolean =>
  actions.some(({ type }) => TAKING.has(type));

export const targetKind = (type: ActionType): TargetKind => TARGET_KINDS[type];

export const needsTargets = (action: ActionForm): boolean =>
  targetKind(action.type) !== 'none' && action.targets.length === 0;

/** The action with another type; targets stay while they are of the same kind. */
export function retypeAction(action: ActionForm, type: ActionType): ActionForm {
  const keepsTargets = targetKind(action.type) === targetKind(type);
  return { ...action, type, targets: keepsTargets ? action.targets : [], canLeaveSharedGroups: false };
}

export function readAction(action: Action): ActionForm {
  if ('groups' in action) return newAction(action.type, action.groups);
  if ('apps' in action) return newAction(action.type, action.apps, action.can_leave_shared_groups === true);
  return newAction(action.type);
}

export function buildAction({ type, targets, canLeaveSharedGroups }: ActionForm): Action {
  switch (type) {
    case 'add_to_groups':
    case 'remove_from_groups':
      return { type, groups: [...targets] };
    case 'remove_app_access':
      return { type, apps: [...targets], ...(canLeaveSharedGroups ? { can_leave_shared_groups: true } : {}) };
    case 'suspend_user':
    case 'restore_user':
    case 'deactivate_account':
    case 'activate_account':
    case 'delete_account':
    case 'cancel_deletion':
      return { type };
  }
}
