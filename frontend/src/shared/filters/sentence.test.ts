import { describe, expect, it } from 'vitest';

import { en, findMessage, type MessageKey } from '../messages/catalogue.ts';
import { de } from '../messages/de/index.ts';
import { fill, type Values } from '../messages/translate.ts';
import { nodeAt } from './node-at.ts';
import { describeNode, type Speech } from './sentence.ts';
import { allOf, type FilterNode } from './specification.ts';

const name = (id: string): string => id.toUpperCase();
const english: Speech = {
  text: (key: MessageKey, values: Values = {}) => fill(findMessage(en, key), values, 'en-GB'),
  locale: 'en-GB', app: name, site: name, group: name,
};
const german: Speech = { ...english, text: (key, values = {}) => fill(findMessage(de, key), values, 'de'), locale: 'de' };

describe('a filter read back', () => {
  // The expected sentences are the server's own for the same filters; roles have names here.
  it.each<[FilterNode, string]>([
    [{ op: 'and', of: [] }, 'All users'],
    [{ type: 'inactive', days: 90 }, 'Inactive for at least 90 days'],
    [{ type: 'inactive', days: 1, apps: ['a', 'b'], match: 'all' }, 'Inactive in A and B for at least 1 day'],
    [{ type: 'never_active', apps: ['a'], added_before_days: 30 }, 'Never active in A and added at least 30 days ago'],
    [{ type: 'apps', apps: ['a', 'b', 'c'], match: 'none' }, 'Without access to A, B or C'],
    [{ type: 'groups', groups: ['x'], match: 'any' }, 'In group X'],
    [{ type: 'groups', groups: ['x', 'y'], match: 'none' }, 'Not in groups X or Y'],
    [{ type: 'roles', roles: ['atlassian/guest'] }, 'With role Guest'],
    [{ type: 'sites', sites: ['s'], match: 'any' }, 'On site S'],
    [{ type: 'email_domain', match: 'ends_with', domains: ['.example'] }, 'Email domain ends with .example'],
    [{ type: 'status', statuses: ['suspended', 'not_invited'] }, 'Status is suspended or not invited'],
    [{ type: 'claim', claim: 'unmanaged' }, 'External account'],
    [{ type: 'added', comparison: 'at_most_days_ago', days: 14 }, 'Added at most 14 days ago'],
    [{ type: 'text', contains: 'smith' }, 'Name or email contains “smith”'],
    [{ type: 'people', values: ['a', 'b'] }, 'One of 2 listed people'],
    [
      { op: 'and', of: [{ type: 'claim', claim: 'managed' }, { op: 'or', of: [{ type: 'inactive', days: 2 }, { type: 'never_active' }] }] },
      'Managed account, (inactive for at least 2 days or never active)',
    ],
    [{ op: 'not', of: [{ type: 'claim', claim: 'managed' }] }, 'Not (managed account)'],
    [{ type: 'groups', groups: 'abcdefgh'.split(''), match: 'any' }, 'In groups A, B, C, D, E or 3 more'],
  ])('%j', (node, expected) => {
    expect(describeNode(node, english)).toBe(expected);
  });

  it('speaks German', () => {
    const node = allOf([{ type: 'inactive', days: 90, apps: ['a'] }, { type: 'groups', groups: ['x', 'y'], match: 'none' }]).root;
    expect(describeNode(node, german)).toBe('Seit mindestens 90 Tagen inaktiv in A, nicht in den Gruppen X oder Y');
  });

  it('finds the part that the server explains', () => {
    const inner: FilterNode = { type: 'claim', claim: 'managed' };
    const specification = allOf([{ op: 'not', of: [inner] }]);
    expect(nodeAt(specification, '/root/of/0/of/0')).toEqual(inner);
    expect(nodeAt(specification, '/root/of/3')).toBeNull();
    expect(nodeAt(specification, '/root')).toEqual(specification.root);
  });
});
