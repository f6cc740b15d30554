/* The condition `added`: added to the organization long ago, or recently. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isDayCount, isNumber, isOneOf } from './kind.ts';

const DEFAULT_DAYS = 30;

export const added: ConditionKind<ConditionOf['added']> = {
  shape: { comparison: isOneOf('at_least_days_ago', 'at_most_days_ago'), days: isNumber },
  defaults: {},
  isAlwaysShown: false,
  slots: ['added', 'added_recently'],
  sides: { by: 'field' },
  draft: () => ({ type: 'added', comparison: 'at_least_days_ago', days: DEFAULT_DAYS }),
  isComplete: ({ days }) => isDayCount(days),
  slotOf: ({ comparison }) => (comparison === 'at_most_days_ago' ? 'added_recently' : 'added'),
  say({ comparison, days }, { text }) {
    return text(comparison === 'at_least_days_ago' ? 'sentence.addedLongAgo' : 'sentence.addedRecently', { count: days });
  },
  chip({ comparison, days }, _slot, text) {
    return text(comparison === 'at_least_days_ago' ? 'filters.chipAddedBefore' : 'filters.chipAddedAfter', { count: days });
  },
  own(_condition, { added_at: at }, { text, rich, time }) {
    return at ? rich('users.ownAdded', { age: time(at, 'relative'), date: time(at, 'date') }) : text('common.unknown');
  },
};
