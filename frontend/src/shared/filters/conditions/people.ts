/* The condition `people`: one of a pasted list. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isTexts, sayEmail } from './kind.ts';

export const people: ConditionKind<ConditionOf['people']> = {
  shape: { values: isTexts },
  defaults: {},
  isAlwaysShown: false,
  slots: ['people'],
  draft: () => ({ type: 'people', values: [] }),
  isComplete: ({ values }) => values.length > 0,
  slotOf: () => 'people',
  say: ({ values }, { text }) => text('sentence.people', { count: values.length }),
  chip: ({ values }) => String(values.length),
  own: (_condition, user, reader) => sayEmail(user, reader),
};
