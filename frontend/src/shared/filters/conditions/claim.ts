/* The condition `claim`: managed or not. */
import { CLAIM_NAMES } from '../names.ts';
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isOneOf } from './kind.ts';

export const claim: ConditionKind<ConditionOf['claim']> = {
  shape: { claim: isOneOf('managed', 'unmanaged') },
  defaults: {},
  isAlwaysShown: true,
  slots: ['claim'],
  draft: () => ({ type: 'claim', claim: 'managed' }),
  isComplete: () => true,
  slotOf: () => 'claim',
  say: (condition, { text }) => text(`sentence.${condition.claim}`),
  chip: (condition, _slot, text) => text(CLAIM_NAMES[condition.claim]),
  own: (_condition, user, { text }) =>
    user.claim === 'managed' || user.claim === 'unmanaged' ? text(CLAIM_NAMES[user.claim]) : text('common.unknown'),
};
