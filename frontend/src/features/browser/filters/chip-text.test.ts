import { describe, expect, it } from 'vitest';

import { en, findMessage } from '../../../shared/messages/catalogue.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';
import { fill } from '../../../shared/messages/translate.ts';
import { chipText } from './chip-text.ts';
import { CHIPS, readSlots } from '../../../shared/filters/slots.ts';
import { allOf, type FilterNode } from '../../../shared/filters/specification.ts';

const text: Text = (key, values = {}) => fill(findMessage(en, key), values, 'en');
const names = { apps: new Map([['jira', 'Jira (acme)']]), sites: new Map([['s', 'acme']]), groups: { g: 'interns' } };
const say = (...parts: FilterNode[]): string[] => {
  const slots = readSlots(allOf(parts));
  return slots ? CHIPS.filter((chip) => chip.slots.some((slot) => slots.has(slot))).map((chip) => chipText(chip, slots, text, names)) : [];
};

describe('what a chip says', () => {
  it.each<[FilterNode, string]>([
    [{ type: 'inactive', days: 30 }, 'Inactive: 30+ days'],
    [{ type: 'inactive', days: 30, apps: ['jira'] }, 'Inactive: 30+ days in Jira (acme)'],
    [{ type: 'inactive', days: 30, apps: ['jira', 'wiki'] }, 'Inactive: 30+ days in 2 apps'],
    [{ op: 'not', of: [{ type: 'inactive', days: 7, apps: ['jira'] }] }, 'Inactive: no, active within 7 days in Jira (acme)'],
    [{ type: 'never_active', apps: [] }, 'Never active'],
    [{ type: 'never_active', apps: ['jira'] }, 'Never active: yes in Jira (acme)'],
    [{ type: 'groups', groups: ['g', 'h'], match: 'none' }, 'Groups: not in 2'],
    [{ type: 'sites', sites: ['s'], match: 'none' }, 'Sites: not on acme'],
    [{ type: 'apps', apps: ['jira'], match: 'none' }, 'Apps: without Jira (acme)'],
  ])('of %o is “%s”', (node, said) => {
    expect(say(node)).toEqual([said]);
  });

  it('tells both sides of a list', () => {
    expect(say({ type: 'groups', groups: ['g'], match: 'any' }, { type: 'groups', groups: ['h', 'i'], match: 'none' })).toEqual(['Groups: interns, not in 2']);
  });
});
