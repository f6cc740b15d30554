/* The condition `never_active`: never active, and if wanted added long enough ago. */
import type { ConditionOf } from '../specification.ts';
import { chipInApps, sayActivity } from './activity.ts';
import { type ConditionKind, isDayCount, isNumber, isOneOf, isTexts, joinNames, optional } from './kind.ts';

export const neverActive: ConditionKind<ConditionOf['never_active']> = {
  shape: {
    apps: optional(isTexts),
    match: optional(isOneOf('any', 'all')),
    added_before_days: optional((value) => value === null || isNumber(value)),
  },
  defaults: { apps: [], match: 'any', added_before_days: null },
  isAlwaysShown: false,
  slots: ['never_active', 'not_never_active'],
  sides: { by: 'opposite', labels: ['filters.neverUsed', 'filters.usedOnce'] },
  draft: () => ({ type: 'never_active', apps: [], match: 'any', added_before_days: null }),
  isComplete: ({ added_before_days: days }) => days == null || isDayCount(days),
  slotOf: () => 'never_active',
  say({ apps = [], match, added_before_days: days }, speech) {
    const names = joinNames(apps.map(speech.app), match, speech);
    const phrase = speech.text(apps.length > 0 ? 'sentence.neverIn' : 'sentence.never', { names });
    return days == null ? phrase : speech.text('sentence.addedBefore', { phrase, count: days });
  },
  chip({ apps = [], added_before_days: days }, slot, text, names) {
    if (slot === 'not_never_active') return chipInApps(text('filters.chipUsed'), apps, text, names);
    if (!days && apps.length === 0) return '';
    return chipInApps(days ? text('filters.chipDays', { count: days }) : text('filters.chipYes'), apps, text, names);
  },
  own: ({ apps = [] }, user, reader) => sayActivity(apps, user, reader),
};
