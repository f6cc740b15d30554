/* All that the page has to know of each action, one row each: whoever needs to know something of an action asks here. */
import type { Action } from '../api/types.ts';
import type { MessageKey } from '../messages/catalogue.ts';

export type ActionType = Action['type'];
export type TargetKind = 'groups' | 'apps' | 'none';

export interface ActionKind {
  readonly targets: TargetKind;
  /** It takes something away from people. */
  readonly takes: boolean;
  /** It acts on the account itself: nothing can follow it in the list. */
  readonly isAboutAccount: boolean;
  /** What is said below it while it is chosen. */
  readonly help: MessageKey | null;
  /** How a person's history tells that it was done. */
  readonly did: MessageKey;
  /** Its targets may be taken together with what else their groups give, if an admin says so. */
  readonly canLeaveSharedGroups?: true;
}

export const ACTION_KINDS: Readonly<Record<ActionType, ActionKind>> = {
  add_to_groups: { targets: 'groups', takes: false, isAboutAccount: false, help: null, did: 'users.didAdd' },
  remove_from_groups: { targets: 'groups', takes: true, isAboutAccount: false, help: null, did: 'users.didRemove' },
  remove_app_access: {
    targets: 'apps', takes: true, isAboutAccount: false, help: 'tasks.help_remove_app_access', did: 'users.didRevoke',
    canLeaveSharedGroups: true,
  },
  suspend_user: {
    targets: 'none', takes: true, isAboutAccount: false, help: 'tasks.help_suspend_user', did: 'users.didSuspend',
  },
  restore_user: {
    targets: 'none', takes: false, isAboutAccount: false, help: 'tasks.help_restore_user', did: 'users.didRestore',
  },
  deactivate_account: {
    targets: 'none', takes: true, isAboutAccount: true, help: 'tasks.help_deactivate_account', did: 'users.didDeactivate',
  },
  activate_account: {
    targets: 'none', takes: false, isAboutAccount: true, help: 'tasks.help_activate_account', did: 'users.didActivate',
  },
  delete_account: {
    targets: 'none', takes: true, isAboutAccount: true, help: 'tasks.help_delete_account', did: 'users.didDelete',
  },
  cancel_deletion: {
    targets: 'none', takes: false, isAboutAccount: true, help: 'tasks.help_cancel_deletion', did: 'users.didCancelDeletion',
  },
};

/** Steps that only an undo has, as a person's history tells them. */
export const UNDO_DID: Readonly<Record<string, MessageKey>> = {
  grant_app_role: 'users.didGrantRole',
  revoke_app_role: 'users.didRevokeRole',
};

/** In the order in which they are offered. */
export const ACTION_TYPES = Object.keys(ACTION_KINDS) as readonly ActionType[];

export const targetKind = (type: ActionType): TargetKind => ACTION_KINDS[type].targets;

/** Whether any of the actions takes something away from people. */
export const takesAway = (actions: readonly { readonly type: ActionType }[]): boolean =>
  actions.some(({ type }) => ACTION_KINDS[type].takes);

/** How a person's history tells of a step; undefined for a word that this page does not know. */
export const findDid = (word: string): MessageKey | undefined =>
  word in ACTION_KINDS ? ACTION_KINDS[word as ActionType].did : UNDO_DID[word];
