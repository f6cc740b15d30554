import { describe, expect, it } from 'vitest';

import { findScheduleGaps } from '../schedule/schedule-form.ts';
import { emptyTask, findGaps } from '../editor/task-form.ts';
import { answerTemplate, applyTemplate, findJira, findTemplate, isAsking, TEMPLATES } from './templates.ts';

const EMPTY = emptyTask('Europe/Berlin', '2026-11-23');

describe('templates', () => {
  it('cover the four common cases and the SCIM pair', () => {
    expect(TEMPLATES.map(({ id }) => id)).toEqual([
      'licence_cleanup', 'customer_conversion', 'onboarding', 'security_compliance', 'scim_add', 'scim_remove',
    ]);
  });

  it.each(TEMPLATES)('$id leaves only filter and targets to choose, and its schedule off', (template) => {
    const form = applyTemplate(EMPTY, template, 'A name');
    expect(form.isScheduleActive).toBe(false);
    expect(findScheduleGaps(form.schedule)).toEqual([]);
    expect([...findGaps(form).values()].every((gap) => gap === 'targets')).toBe(true);
  });

  it('keep the zone and the filter that were chosen before', () => {
    const form = applyTemplate({ ...EMPTY, filterId: 8, timeZone: 'Asia/Tokyo' }, TEMPLATES[0]!, 'A name');
    expect(form).toMatchObject({ name: 'A name', filterId: 8, timeZone: 'Asia/Tokyo' });
  });

  it('are found by id, and none is found for none', () => {
    expect(findTemplate('onboarding')?.actions).toEqual(['add_to_groups']);
    expect(findTemplate(null)).toBeNull();
  });

  it('of the SCIM pair make their filters from the groups that the admin names', () => {
    const [add, remove] = TEMPLATES.filter(isAsking);
    const answers = { scim: ['okta-jira'], access: ['jira-users'] };
    expect(answerTemplate(add!, answers)).toEqual([{ type: 'groups', groups: ['okta-jira'], match: 'any' }]);
    expect(answerTemplate(remove!, answers)).toEqual([
      { type: 'groups', groups: ['jira-users'], match: 'any' },
      { type: 'groups', groups: ['okta-jira'], match: 'none' },
    ]);
  });
});

describe('the four common cases', () => {
  const jira = ['jira-a', 'jira-b'];
  const byId = Object.fromEntries(TEMPLATES.map((template) => [template.id, template]));

  it.each([
    ['licence_cleanup', { mode: 'interval', every: '1', unit: 'months' }, { type: 'inactive', days: 180, apps: [], match: 'any' }],
    ['customer_conversion', { mode: 'weekly', weekdays: ['monday'] }, { type: 'inactive', days: 30, apps: jira, match: 'all' }],
    ['onboarding', { mode: 'interval', every: '1', unit: 'days' }, { type: 'added', comparison: 'at_most_days_ago', days: 14 }],
    ['security_compliance', { mode: 'interval', every: '1', unit: 'days' }, { type: 'inactive', days: 180, apps: [], match: 'any' }],
  ])('%s has its schedule and its number of days', (id, schedule, condition) => {
    expect(byId[id]?.schedule).toMatchObject(schedule);
    expect(byId[id]?.findConditions(jira)).toContainEqual(condition);
    expect(byId[id]?.findConditions(jira)).toContainEqual({ type: 'status', statuses: ['active'] });
  });

  it('proposes no filter about Jira where there is no Jira', () => {
    expect(byId.customer_conversion?.findConditions([])).toBeNull();
    const app = { resource_id: 'x', name: 'x', label: 'x', site_id: 's', site_name: 's' };
    expect(findJira([{ ...app, key: 'confluence' }, { ...app, resource_id: 'j', key: 'jira-software' }])).toEqual(['j']);
  });
});
