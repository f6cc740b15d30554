/* The condition `groups`. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isOneOf, isTexts, optional } from './kind.ts';
import { chipList, isExcluded, LIST_SIDES, listSlot, sayHeld, sayList } from './lists.ts';

export const groups: ConditionKind<ConditionOf['groups']> = {
  shape: { groups: isTexts, match: optional(isOneOf('any', 'all', 'none')) },
  defaults: { match: 'any' },
  isAlwaysShown: true,
  slots: ['groups', 'not_groups'],
  sides: LIST_SIDES,
  draft: () => ({ type: 'groups', groups: [], match: 'any' }),
  isComplete: (condition) => condition.groups.length > 0,
  slotOf: (condition) => listSlot('groups', condition.match),
  say: (condition, speech) => sayList('groups', condition.groups.map(speech.group), condition.match, speech),
  chip: (condition, slot, text, names) =>
    chipList(condition.groups, (id) => names.groups[id], isExcluded(slot) ? (value) => text('filters.chipNotGroups', { value }) : null),
  own: (condition, user, reader) => sayHeld(condition.groups, user.group_details.map((group) => [group.group_id, group.name] as const), reader),
};
