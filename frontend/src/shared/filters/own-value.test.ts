import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';

import type { Condition } from './specification.ts';
import { buildFormat } from '../format/format.ts';
import { buildMoments } from '../format/moments.ts';
import { en, findMessage } from '../messages/catalogue.ts';
import { fill, fillParts } from '../messages/translate.ts';
import { userDetail } from '../testing/samples.ts';
import { kindOf } from './conditions/index.ts';

const moments = buildMoments('en-GB', 'UTC');
const reader = {
  text: (key: Parameters<typeof findMessage>[1], values = {}) => fill(findMessage(en, key), values, 'en-GB'),
  rich: (key: Parameters<typeof findMessage>[1], parts: Parameters<typeof fillParts>[1]) => fillParts(findMessage(en, key), parts, 'en-GB'),
  format: buildFormat('en-GB'),
  time: (iso: string, as: 'relative' | 'date') => moments[as](iso),
};
const join = (node: ReactNode): string => (Array.isArray(node) ? (node as ReactNode[]).map(join).join('') : typeof node === 'string' ? node : '');
const own = (condition: Condition, user = userDetail): string => join(kindOf(condition).own(condition, user, reader));

describe('the user’s own value', () => {
  it('dates somebody who was never active by the day they were added', () => {
    expect(own({ type: 'inactive', days: 30 })).toBe('never active, added on 2 Jan 2025');
  });

  it('does not take activity that could not be read for inactivity', () => {
    expect(own({ type: 'inactive', days: 30 }, { ...userDetail, is_activity_known: false })).toBe('activity not known');
  });

  it('is told app by app when the condition is about apps', () => {
    expect(own({ type: 'never_active', apps: ['jira'] })).toBe('Jira (acme): never active, added on 2 Jan 2025');
    expect(own({ type: 'never_active', apps: ['trello'] })).toBe('no access to any of these apps');
  });

  it('names which of the groups the user has, also those of the identity provider', () => {
    expect(own({ type: 'groups', groups: ['g2', 'g9'] })).toBe('has okta-staff');
    expect(own({ type: 'groups', groups: ['g9'], match: 'none' })).toBe('has none of these');
  });

  it('says roles and status in words', () => {
    expect(own({ type: 'roles', roles: ['atlassian/user'] })).toBe('has User');
    expect(own({ type: 'status', statuses: ['suspended'] })).toBe('Active');
  });

  it('is the address for conditions about the address', () => {
    expect(own({ type: 'email_domain', domains: ['acme.example'] })).toBe('bob@acme.example');
    expect(own({ type: 'people', values: ['u1'] }, { ...userDetail, email: null })).toBe('Address not known');
  });
});
