/* The condition `text`: name or email contains a text. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isText, sayEmail } from './kind.ts';

export const text: ConditionKind<ConditionOf['text']> = {
  shape: { contains: isText },
  defaults: {},
  isAlwaysShown: false,
  slots: ['text'],
  draft: () => ({ type: 'text', contains: '' }),
  isComplete: ({ contains }) => contains.trim() !== '',
  slotOf: () => 'text',
  say: ({ contains }, speech) => speech.text('sentence.text', { names: contains }),
  chip: ({ contains }) => `“${contains}”`,
  own: (_condition, user, reader) => [user.name, sayEmail(user, reader)].filter(Boolean).join(' · '),
};
