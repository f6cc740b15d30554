import { describe, expect, it } from 'vitest';

import { newAction } from '../actions/action-form.ts';
import { findField, placeErrors, withoutFields } from './field-errors.ts';
import { emptyTask } from './task-form.ts';

const KEYS = ['first', 'second'];

describe('the field of a JSON pointer', () => {
  it.each([
    ['/name', '/name'],
    ['/filter_id', '/filter_id'],
    ['/schedule/hour', '/schedule/hour'],
    ['/schedule/weekdays/2', '/schedule/weekdays'],
    ['/schedule/mode', '/schedule'],
    ['/time_zone', '/time_zone'],
    ['/max_users', '/max_users'],
    ['/actions', '/actions'],
    ['/actions/0/type', 'first'],
    ['/actions/1/groups/3', 'second'],
    ['/actions/1', 'second'],
    ['/actions/9/groups', '/actions'],
    ['/actionsomething', ''],
    ['/', ''],
    ['/cursor', ''],
  ])('%s is %j', (pointer, field) => expect(findField(pointer, KEYS)).toBe(field));
});

describe('errors of the API in the form', () => {
  const form = { ...emptyTask('UTC', '2026-11-23'), actions: [newAction('add_to_groups'), newAction('suspend_user')] };
  const [first] = form.actions;

  it('join when they are about one field, and are said once', () => {
    const errors = placeErrors(
      [
        { pointer: '/actions/0/groups/0', detail: 'A is managed.' },
        { pointer: '/actions/0/groups/1', detail: 'B is managed.' },
        { pointer: '/actions/0/groups/2', detail: 'A is managed.' },
      ],
      form,
    );
    expect([...errors]).toEqual([[first!.key, 'A is managed. B is managed.']]);
  });

  it('stay with their action when the order changes', () => {
    const errors = placeErrors([{ pointer: '/actions/0/groups', detail: 'Choose a group.' }], form);
    const moved = [...form.actions].reverse();
    expect(moved.map((action) => errors.get(action.key))).toEqual([undefined, 'Choose a group.']);
  });

  it('go when their field is changed, and others stay', () => {
    const errors = placeErrors(
      [
        { pointer: '/schedule/hour', detail: 'Hour.' },
        { pointer: '/schedule/weekdays', detail: 'Days.' },
        { pointer: '/name', detail: 'Name.' },
      ],
      form,
    );
    expect([...withoutFields(errors, ['/schedule']).keys()]).toEqual(['/name']);
  });

  it('stay the same when another field is changed', () => {
    const errors = placeErrors([{ pointer: '/name', detail: 'Name.' }], form);
    expect(withoutFields(errors, ['/max_users'])).toBe(errors);
  });
});
