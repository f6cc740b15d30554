/* The condition `roles`. */
import { nameRole } from '../names.ts';
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isOneOf, isTexts, optional } from './kind.ts';
import { chipList, isExcluded, LIST_SIDES, listSlot, sayHeld, sayList } from './lists.ts';

export const roles: ConditionKind<ConditionOf['roles']> = {
  shape: { roles: isTexts, match: optional(isOneOf('any', 'none')) },
  defaults: { match: 'any' },
  isAlwaysShown: false,
  slots: ['roles', 'not_roles'],
  sides: LIST_SIDES,
  draft: () => ({ type: 'roles', roles: [], match: 'any' }),
  isComplete: (condition) => condition.roles.length > 0,
  slotOf: (condition) => listSlot('roles', condition.match),
  say: (condition, speech) => sayList('roles', condition.roles.map((role) => nameRole(role, speech.text)), condition.match, speech),
  chip: (condition, slot, text) =>
    chipList(condition.roles, (role) => nameRole(role, text), isExcluded(slot) ? (value) => text('filters.chipNotRoles', { value }) : null),
  own: (condition, user, reader) => sayHeld(condition.roles, user.roles.map((role) => [role, nameRole(role, reader.text)] as const), reader),
};
