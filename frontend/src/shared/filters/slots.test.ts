import { describe, expect, it } from 'vitest';

import { putSlot, readActivityScope, readSite, readSlots, slotOf } from './slots.ts';
import { allOf, type Condition, EVERYBODY, type FilterNode } from './specification.ts';

const inactive: Condition = { type: 'inactive', days: 90, apps: ['jira'], match: 'any' };
const inStaff: Condition = { type: 'groups', groups: ['staff'], match: 'all' };
const notInBots: Condition = { type: 'groups', groups: ['bots'], match: 'none' };
const not = (node: FilterNode): FilterNode => ({ op: 'not', of: [node] });

describe('the filter bar and the specification', () => {
  it('shows every condition of an AND in its slot', () => {
    const slots = readSlots(allOf([inactive, inStaff, notInBots]));
    expect([...(slots ?? [])]).toEqual([
      ['inactive', inactive],
      ['groups', inStaff],
      ['not_groups', notInBots],
    ]);
  });

  it('shows a single condition that stands alone at the root', () => {
    expect(readSlots({ version: 1, root: inactive })?.get('inactive')).toEqual(inactive);
  });

  it('shows “active within” as the opposite of inactive', () => {
    expect(readSlots(allOf([not(inactive)]))?.get('not_inactive')).toEqual(inactive);
  });

  it.each<[string, FilterNode[]]>([
    ['an OR', [{ op: 'or', of: [inactive, inStaff] }]],
    ['a NOT of a list condition, which has its own word for it', [not(inStaff)]],
    ['two conditions of one slot', [inactive, { ...inactive, days: 30 }]],
    ['a nested AND', [{ op: 'and', of: [inactive] }]],
  ])('leaves %s to the advanced editor', (_what, parts) => {
    expect(readSlots(allOf(parts))).toBeNull();
  });

  it('replaces a condition in its place and leaves the others alone', () => {
    const changed = putSlot(allOf([inactive, inStaff, notInBots]), 'groups', { ...inStaff, groups: ['x'] });
    expect(changed).toEqual(allOf([inactive, { ...inStaff, groups: ['x'] }, notInBots]));
  });

  it('appends a condition whose slot was empty, and takes it out again', () => {
    const added = putSlot(allOf([inactive]), 'not_groups', notInBots);
    expect(added).toEqual(allOf([inactive, notInBots]));
    expect(putSlot(added, 'not_groups', null)).toEqual(allOf([inactive]));
  });

  it('negates a condition that is put into the slot of its opposite', () => {
    expect(putSlot(EVERYBODY, 'not_never_active', { type: 'never_active' })).toEqual(allOf([not({ type: 'never_active' })]));
  });

  it('keeps parts that the bar cannot show when one slot changes', () => {
    const either: FilterNode = { op: 'or', of: [inactive, inStaff] };
    expect(putSlot(allOf([either]), 'not_groups', notInBots)).toEqual(allOf([either, notInBots]));
  });

  it('tells “added long ago” from “added recently”', () => {
    expect(slotOf({ type: 'added', comparison: 'at_least_days_ago', days: 3 })).toBe('added');
    expect(slotOf({ type: 'added', comparison: 'at_most_days_ago', days: 3 })).toBe('added_recently');
  });
});

describe('what the columns follow', () => {
  it('is the one site that the filter asks for', () => {
    expect(readSite(allOf([inactive, { type: 'sites', sites: ['acme'], match: 'any' }]))).toBe('acme');
    expect(readSite(allOf([{ type: 'sites', sites: ['acme', 'labs'], match: 'any' }]))).toBeNull();
    expect(readSite(allOf([{ type: 'sites', sites: ['acme'], match: 'none' }]))).toBeNull();
  });

  it.each<[string, Parameters<typeof allOf>[0], { appId: string | null; siteId: string | null }]>([
    ['the one app that activity and access name', [inactive, { type: 'apps', apps: ['jira'], match: 'any' }], { appId: 'jira', siteId: null }],
    ['the app of the activity, whatever else there is access to', [inactive, { type: 'apps', apps: ['wiki'], match: 'any' }], { appId: 'jira', siteId: null }],
    ['the one app with access', [{ type: 'apps', apps: ['wiki'], match: 'any' }], { appId: 'wiki', siteId: null }],
    ['no app that is excluded', [{ type: 'apps', apps: ['jira'], match: 'none' }], { appId: null, siteId: null }],
    ['the site alone', [{ type: 'sites', sites: ['acme'], match: 'any' }], { appId: null, siteId: 'acme' }],
    ['no site that the inactivity does not heed', [{ type: 'inactive', days: 60 }, { type: 'sites', sites: ['acme'], match: 'any' }], { appId: null, siteId: null }],
    ['no single one of several apps', [{ type: 'inactive', days: 60, apps: ['jira', 'wiki'] }], { appId: null, siteId: null }],
    ['no app where another condition is about all', [{ type: 'inactive', days: 60, apps: ['jira'] }, { type: 'never_active' }], { appId: null, siteId: null }],
  ])('is %s', (_what, parts, scope) => {
    expect(readActivityScope(allOf(parts))).toEqual(scope);
  });
});
