/* The condition `inactive`: not active for so many days. */
import type { ConditionOf } from '../specification.ts';
import { chipInApps, sayActivity } from './activity.ts';
import { type ConditionKind, isDayCount, isNumber, isOneOf, isTexts, joinNames, optional } from './kind.ts';

const DEFAULT_DAYS = 90;

export const inactive: ConditionKind<ConditionOf['inactive']> = {
  shape: { days: isNumber, apps: optional(isTexts), match: optional(isOneOf('any', 'all')) },
  defaults: { apps: [], match: 'any' },
  isAlwaysShown: true,
  slots: ['inactive', 'not_inactive'],
  sides: { by: 'opposite', labels: ['filters.inactiveLong', 'filters.activeWithin'] },
  draft: () => ({ type: 'inactive', days: DEFAULT_DAYS, apps: [], match: 'any' }),
  isComplete: ({ days }) => isDayCount(days),
  slotOf: () => 'inactive',
  say({ days, apps = [], match }, speech) {
    const names = joinNames(apps.map(speech.app), match, speech);
    return speech.text(apps.length > 0 ? 'sentence.inactiveIn' : 'sentence.inactive', { count: days, names });
  },
  chip({ days, apps = [] }, slot, text, names) {
    const said = text(slot === 'not_inactive' ? 'filters.chipActiveWithin' : 'filters.chipDays', { count: days });
    return chipInApps(said, apps, text, names);
  },
  own: ({ apps = [] }, user, reader) => sayActivity(apps, user, reader),
};
