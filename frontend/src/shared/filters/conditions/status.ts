/* The condition `status`: the composite status. */
import { STATUS_NAMES } from '../names.ts';
import type { ConditionOf, Status } from '../specification.ts';
import { type ConditionKind, isListOf, joinNames, listShort } from './kind.ts';

export const STATUSES: readonly Status[] = ['active', 'suspended', 'deactivated', 'not_invited', 'for_deletion'];

export const status: ConditionKind<ConditionOf['status']> = {
  shape: { statuses: isListOf(...STATUSES) },
  defaults: {},
  isAlwaysShown: true,
  slots: ['status'],
  draft: () => ({ type: 'status', statuses: [] }),
  isComplete: ({ statuses }) => statuses.length > 0,
  slotOf: () => 'status',
  say({ statuses }, speech) {
    const names = statuses.map((one) => speech.text(STATUS_NAMES[one]).toLocaleLowerCase(speech.locale));
    return speech.text('sentence.status', { names: joinNames(names, 'any', speech) });
  },
  chip: ({ statuses }, _slot, text) => listShort(statuses, (one) => text(STATUS_NAMES[one])),
  own: (_condition, user, { text }) =>
    user.status in STATUS_NAMES ? text(STATUS_NAMES[user.status as Status]) : text('common.unknown'),
};
