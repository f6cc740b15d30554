import { describe, expect, it } from 'vitest';

import { newAction } from '../actions/action-form.ts';
import { aTask } from '../../../shared/testing/sample-tasks.ts';
import { buildDraft, emptyTask, findGaps, isSameTask, readTask } from './task-form.ts';

const TODAY = '2026-11-23';
const EMPTY = emptyTask('Europe/Berlin', TODAY);
const COMPLETE = { ...EMPTY, name: 'Clean up', filterId: 5, actions: [newAction('suspend_user')] };

describe('the task form', () => {
  it('gives back the task it was filled from', () => {
    expect(buildDraft(readTask(aTask(), TODAY))).toEqual({
      name: 'Reclaim licences',
      mode: 'live',
      filter_id: 5,
      actions: [{ type: 'remove_app_access', apps: ['app-1'] }, { type: 'suspend_user' }],
      schedule: { mode: 'weekly', weekdays: ['monday'], hour: 6 },
      time_zone: 'Europe/Berlin',
      is_schedule_active: true,
      max_users: 60,
    });
  });

  it('keeps every kind of action with its targets and its place', () => {
    const actions = [
      { type: 'add_to_groups' as const, groups: ['g1', 'g2'] },
      { type: 'remove_from_groups' as const, groups: ['g3'] },
      { type: 'restore_user' as const },
    ];
    expect(buildDraft(readTask(aTask({ actions }), TODAY)).actions).toEqual(actions);
  });

  it('reads a task that lost its filter, and one without a limit', () => {
    const form = readTask(aTask({ filter: null, max_users: null }), TODAY);
    expect(form).toMatchObject({ filterId: null, maxUsers: '' });
    expect(buildDraft(form)).toMatchObject({ filter_id: null, max_users: null });
  });

  it('sends the name without the spaces around it', () => {
    expect(buildDraft({ ...COMPLETE, name: '  Clean up ' }).name).toBe('Clean up');
  });

  it('never switches on a schedule that is manual', () => {
    expect(buildDraft({ ...COMPLETE, isScheduleActive: true }).is_schedule_active).toBe(false);
  });
});

describe('unsaved changes', () => {
  it('are none when the same task is read twice, although actions get new keys', () => {
    expect(isSameTask(readTask(aTask(), TODAY), readTask(aTask(), TODAY))).toBe(true);
  });

  it('are there when the order of actions changed', () => {
    const form = readTask(aTask(), TODAY);
    expect(isSameTask(form, { ...form, actions: [...form.actions].reverse() })).toBe(false);
  });

  it('are none when only values of another schedule mode changed', () => {
    expect(isSameTask(COMPLETE, { ...COMPLETE, schedule: { ...COMPLETE.schedule, every: '9' } })).toBe(true);
  });
});

describe('what a draft misses before it is sent', () => {
  it('is nothing when it is complete', () => expect(findGaps(COMPLETE).size).toBe(0));

  it('is a name and an action of a blank task', () => {
    expect(Object.fromEntries(findGaps(EMPTY))).toEqual({ '/name': 'name', '/actions': 'actions' });
  });

  it('is a name that is not only spaces, and not longer than the API takes', () => {
    expect(findGaps({ ...COMPLETE, name: '   ' }).get('/name')).toBe('name');
    expect(findGaps({ ...COMPLETE, name: 'x'.repeat(121) }).get('/name')).toBe('nameLong');
    expect(findGaps({ ...COMPLETE, name: 'x'.repeat(120) }).has('/name')).toBe(false);
  });

  it('are the targets of an action that needs some', () => {
    const actions = [newAction('suspend_user'), newAction('add_to_groups'), newAction('remove_app_access', ['a'])];
    expect([...findGaps({ ...COMPLETE, actions }).keys()]).toEqual(['/actions/1']);
  });

  it('is a filter only when the schedule is to be active', () => {
    const form = { ...COMPLETE, filterId: null, schedule: { ...COMPLETE.schedule, mode: 'weekly' as const } };
    expect(findGaps(form).has('/filter_id')).toBe(false);
    expect(findGaps({ ...form, isScheduleActive: true }).get('/filter_id')).toBe('filter');
  });

  it.each(['0', 'many', '1.5', '1000001'])('is a proper limit in place of %j', (maxUsers) => {
    expect(findGaps({ ...COMPLETE, maxUsers }).get('/max_users')).toBe('maxUsers');
  });

  it.each(['', '1', ' 60 '])('is no other limit than %j', (maxUsers) => {
    expect(findGaps({ ...COMPLETE, maxUsers }).has('/max_users')).toBe(false);
  });
});
