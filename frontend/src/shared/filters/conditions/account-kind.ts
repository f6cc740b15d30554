/* The condition `account_kind`: persons, or which other accounts. */
import { KIND_NAMES, nameKind } from '../names.ts';
import type { AccountKind, ConditionOf } from '../specification.ts';
import { type ConditionKind, isListOf, joinNames, listShort } from './kind.ts';

export const ACCOUNT_KINDS: readonly AccountKind[] = ['person', 'service_account', 'agent', 'app', 'customer'];

export const accountKind: ConditionKind<ConditionOf['account_kind']> = {
  shape: { kinds: isListOf(...ACCOUNT_KINDS) },
  defaults: {},
  isAlwaysShown: false,
  slots: ['account_kind'],
  draft: () => ({ type: 'account_kind', kinds: [] }),
  isComplete: ({ kinds }) => kinds.length > 0,
  slotOf: () => 'account_kind',
  say({ kinds }, speech) {
    const names = kinds.map((one) => speech.text(KIND_NAMES[one]).toLocaleLowerCase(speech.locale));
    return speech.text('sentence.account_kind', { names: joinNames(names, 'any', speech) });
  },
  chip: ({ kinds }, _slot, text) => listShort(kinds, (one) => text(KIND_NAMES[one])),
  own: (_condition, user, { text }) => nameKind(user.kind, text),
};
