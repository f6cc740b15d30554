/* The condition `sites`. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isOneOf, isTexts, optional } from './kind.ts';
import { chipList, isExcluded, LIST_SIDES, listSlot, sayHeld, sayList } from './lists.ts';

export const sites: ConditionKind<ConditionOf['sites']> = {
  shape: { sites: isTexts, match: optional(isOneOf('any', 'all', 'none')) },
  defaults: { match: 'any' },
  isAlwaysShown: false,
  slots: ['sites', 'not_sites'],
  sides: LIST_SIDES,
  draft: () => ({ type: 'sites', sites: [], match: 'any' }),
  isComplete: (condition) => condition.sites.length > 0,
  slotOf: (condition) => listSlot('sites', condition.match),
  say: (condition, speech) => sayList('sites', condition.sites.map(speech.site), condition.match, speech),
  chip: (condition, slot, text, names) =>
    chipList(condition.sites, (id) => names.sites.get(id), isExcluded(slot) ? (value) => text('filters.chipNotSites', { value }) : null),
  own: (condition, user, reader) => sayHeld(condition.sites, user.sites.map((site) => [site.site_id, site.name] as const), reader),
};
