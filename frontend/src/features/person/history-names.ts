/* Actions and outcomes of a run's log in the words of a user's history. */
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import type { Text } from '../../shared/messages/LocaleContext.tsx';

const ACTIONS: Readonly<Record<string, MessageKey>> = {
  add_to_groups: 'users.didAdd',
  remove_from_groups: 'users.didRemove',
  remove_app_access: 'users.didRevoke',
  suspend_user: 'users.didSuspend',
  restore_user: 'users.didRestore',
  deactivate_account: 'users.didDeactivate',
  activate_account: 'users.didActivate',
  delete_account: 'users.didDelete',
  cancel_deletion: 'users.didCancelDeletion',
};

const OUTCOMES: Readonly<Record<string, MessageKey>> = {
  succeeded: 'users.outcomeDone',
  failed: 'users.outcomeFailed',
  skipped: 'users.outcomeSkipped',
};

export function nameAction(action: string, target: string, text: Text): string {
  const key = ACTIONS[action];
  return key ? text(key, { target }) : `${action} ${target}`;
}

export function nameOutcome(outcome: string, text: Text): string {
  const key = OUTCOMES[outcome];
  return key ? text(key) : outcome;
}
