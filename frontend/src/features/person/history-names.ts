/* Actions and outcomes of a run's log in the words of a user's history. */
import { findDid } from '../../shared/domain/actions.ts';
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import type { Text } from '../../shared/messages/LocaleContext.tsx';

const OUTCOMES: Readonly<Record<string, MessageKey>> = {
  succeeded: 'users.outcomeDone',
  failed: 'users.outcomeFailed',
  skipped: 'users.outcomeSkipped',
};

export function nameAction(action: string, target: string, text: Text): string {
  const key = findDid(action);
  return key ? text(key, { target }) : `${action} ${target}`;
}

export function nameOutcome(outcome: string, text: Text): string {
  const key = OUTCOMES[outcome];
  return key ? text(key) : outcome;
}
