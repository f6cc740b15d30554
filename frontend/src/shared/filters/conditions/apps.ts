/* The condition `apps`. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isOneOf, isTexts, optional } from './kind.ts';
import { chipList, isExcluded, LIST_SIDES, listSlot, sayHeld, sayList } from './lists.ts';

export const apps: ConditionKind<ConditionOf['apps']> = {
  shape: { apps: isTexts, match: optional(isOneOf('any', 'all', 'none')) },
  defaults: { match: 'any' },
  isAlwaysShown: true,
  slots: ['apps', 'not_apps'],
  sides: LIST_SIDES,
  draft: () => ({ type: 'apps', apps: [], match: 'any' }),
  isComplete: (condition) => condition.apps.length > 0,
  slotOf: (condition) => listSlot('apps', condition.match),
  say: (condition, speech) => sayList('apps', condition.apps.map(speech.app), condition.match, speech),
  chip: (condition, slot, text, names) =>
    chipList(condition.apps, (id) => names.apps.get(id), isExcluded(slot) ? (value) => text('filters.chipNotApps', { value }) : null),
  own: (condition, user, reader) => sayHeld(condition.apps, user.apps.map((app) => [app.resource_id, app.label] as const), reader),
};
