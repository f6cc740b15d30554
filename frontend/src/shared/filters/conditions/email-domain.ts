/* The condition `email_domain`: where somebody’s address is. */
import type { ConditionOf } from '../specification.ts';
import { type ConditionKind, isOneOf, isTexts, joinNames, listShort, optional, sayEmail } from './kind.ts';

export const emailDomain: ConditionKind<ConditionOf['email_domain']> = {
  shape: { domains: isTexts, match: optional(isOneOf('is', 'ends_with')) },
  defaults: { match: 'is' },
  isAlwaysShown: true,
  slots: ['email_domain'],
  draft: () => ({ type: 'email_domain', match: 'is', domains: [] }),
  isComplete: ({ domains }) => domains.length > 0,
  slotOf: () => 'email_domain',
  say({ domains, match }, speech) {
    const key = match === 'ends_with' ? 'sentence.domainEndsWith' : 'sentence.domainIs';
    return speech.text(key, { names: joinNames(domains, 'any', speech) });
  },
  chip: ({ domains }) => listShort(domains, (domain) => domain),
  own: (_condition, user, reader) => sayEmail(user, reader),
};
