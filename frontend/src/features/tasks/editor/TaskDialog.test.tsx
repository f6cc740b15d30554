import '../../../shared/testing/browser.ts';

import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import type { Task } from '../../../shared/api/types.ts';
import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { TaskDialog } from './TaskDialog.tsx';
import { aTask } from '../../../shared/testing/sample-tasks.ts';

const FILTER = {
  id: 5, name: 'Inactive', specification: { version: 1, root: { op: 'and', of: [] } }, sentence: 'Everybody', version: 1,
  created_by: { account_id: 'u1', name: 'Ada' }, updated_by: { account_id: 'u1', name: 'Ada' },
  updated_at: '2026-11-20T09:00:00Z', task_count: 0,
};
const PREVIEW = {
  matched_users: 38, affected_users: 24, planned_operations: 24, skipped: { org_admin: 2 }, failed: {}, users: [],
  next_cursor: null, warnings: [{ code: 'new', text: 'This changes nothing.', facts: {} }], data_read_at: null, groups_read_at: null,
};
const SLOT = { at: '2026-11-30T05:00:00Z', starts_at: '2026-11-30T05:00:00Z', blackout: null, count: 1, last_at: null };
const PROBLEM = { type: 'about:blank', title: 'Refused', detail: 'Refused.' };

function aServer(): FakeServer {
  return new FakeServer()
    .on('GET /filters', { items: [FILTER] })
    .on('GET /apps', { items: [] })
    .on('GET /groups', { items: [], next_cursor: null })
    .on('POST /filters/describe', { sentence: 'Everybody', count: 38 })
    .on('POST /tasks/preview', PREVIEW)
    .on('POST /tasks/schedule-preview', { sentence: 'x', time_zone: 'Europe/Berlin', next_runs: ['2026-11-30T05:00:00Z'], slots: [SLOT], warnings: [] });
}

function open(task: Task | null, server: FakeServer) {
  const saved: Task[] = [];
  let closed = 0;
  const view = renderPart(
    <TaskDialog
      task={task} templateId={null} timeZone="Europe/Berlin" onClose={() => (closed += 1)} onSaved={(one) => saved.push(one)}
    />,
    server,
  );
  return { ...view, saved, countClosed: () => closed };
}

async function fillIn(user: UserEvent): Promise<void> {
  await user.type(screen.getByLabelText(/Task name/), 'Leavers');
  await user.click(screen.getByRole('combobox', { name: 'Saved filter' }));
  await user.click(await screen.findByRole('option', { name: /Inactive/ }));
  await user.click(screen.getByRole('button', { name: 'Add action' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Suspend user' }));
}

const click = (name: string): Promise<void> => screen.findByRole('button', { name }).then((button) => button.click());

describe('adding a task', () => {
  it('names every missing field and sends nothing', async () => {
    const server = aServer();
    open(null, server);
    await click('Save');
    expect(await screen.findByText('Give the task a name.')).toBeVisible();
    expect(screen.getByText('Add at least one action.')).toBeVisible();
    expect(screen.getByText('2 fields need your attention.')).toBeVisible();
    expect(screen.getByLabelText(/Task name/)).toHaveFocus();
    expect(server.bodies('POST /tasks')).toEqual([]);
  });

  it('sends what was filled in', async () => {
    const server = aServer().on('POST /tasks', aTask());
    const { user, saved } = open(null, server);
    await user.type(screen.getByLabelText(/Task name/), 'Leavers');
    await user.click(screen.getByRole('button', { name: 'Add action' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Suspend user' }));
    await click('Save');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('POST /tasks')).toEqual([
      {
        name: 'Leavers', mode: 'draft', filter_id: null, actions: [{ type: 'suspend_user' }], schedule: { mode: 'manual' },
        time_zone: 'Europe/Berlin', is_schedule_active: false, is_confirmed: false, max_users: null,
      },
    ]);
  });

  it('waits with saving for the limit of what stands there, however early Save is pressed', async () => {
    const server = aServer().on('POST /tasks', aTask());
    const { user, saved } = open(null, server);
    await fillIn(user);
    await click('Save');
    expect(server.bodies('POST /tasks')).toEqual([]);
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('POST /tasks')).toMatchObject([{ filter_id: 5, max_users: 30 }]);
  });

  it('leaves the limit to the server when it cannot be worked out here', async () => {
    const server = aServer().on('POST /tasks', aTask()).on('POST /tasks/preview', new Refusal(503, { ...PROBLEM, status: 503, code: 'x' }));
    const { user, saved } = open(null, server);
    await fillIn(user);
    await click('Save');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('POST /tasks')[0]).not.toHaveProperty('max_users');
  });

  it('closes at once while nothing was entered', async () => {
    const { countClosed } = open(null, aServer());
    await click('Cancel');
    expect(countClosed()).toBe(1);
  });
});

describe('editing a task', () => {
  it('shows the filter as a sentence with its count, and the next runs in the zone of the task', async () => {
    open(aTask(), aServer());
    expect(await screen.findByText('38 users match now')).toBeVisible();
    expect(await screen.findByText(/Mon, Nov 30, 2026, 6:00 AM/)).toBeVisible();
    expect(screen.getByText(/12:00|5:00 AM UTC your time/)).toBeVisible();
  });

  it('does not replace the limit that somebody chose', async () => {
    open(aTask({ max_users: 60 }), aServer());
    // The draft rests before it is looked at; a busy machine adds to that.
    await screen.findByText('This changes nothing.');
    expect(screen.getByLabelText('Limit of users per run')).toHaveValue('60');
  });

  it('saves over the version that was read, in the order that was chosen by keyboard', async () => {
    const server = aServer().on('PUT /tasks/3', aTask());
    const { user, saved } = open(aTask(), server);
    screen.getByRole('button', { name: 'Move action 2 up' }).focus();
    await user.keyboard('{Enter}');
    expect(screen.getByText('Suspend user is now number 1 of 2.')).toBeInTheDocument();
    await click('Update Task');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('PUT /tasks/3')).toMatchObject([
      { version: 4, actions: [{ type: 'suspend_user' }, { type: 'remove_app_access', apps: ['app-1'] }] },
    ]);
  });

  it('keeps the focus on the moved action when it reaches the end of the list', async () => {
    const { user } = open(aTask(), aServer());
    screen.getByRole('button', { name: 'Move action 1 down' }).focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Move action 2 up' })).toHaveFocus();
  });

  it('shows what the server refuses at the action it is about', async () => {
    const errors = [
      { pointer: '/actions/0/apps/0', detail: 'No such app.', code: 'unknown_app', values: {} },
      { pointer: '/name', detail: 'Too long.', code: 'too_long', values: { most: 120 } },
    ];
    const server = aServer().on('PUT /tasks/3', new Refusal(422, { ...PROBLEM, status: 422, code: 'invalid', errors }));
    open(aTask(), server);
    await click('Update Task');
    const first = await screen.findByRole('listitem', { name: 'Action 1' });
    expect(await within(first).findByText('This app does not exist in the organization.')).toBeVisible();
    expect(screen.getByText('Use at most 120 characters.')).toBeVisible();
  });

  it('explains a conflict and loads the current version on request', async () => {
    const server = aServer()
      .on('PUT /tasks/3', new Refusal(409, { ...PROBLEM, status: 409, code: 'version_conflict', version: 5 }))
      .on('GET /tasks/3', aTask({ name: 'Their name', version: 5 }));
    const { user, saved } = open(aTask(), server);
    await user.type(screen.getByLabelText(/Task name/), ' now');
    await click('Update Task');
    expect(await screen.findByText('Somebody else changed this task meanwhile')).toBeVisible();
    await click('Load current version');
    await waitFor(() => expect(screen.getByLabelText(/Task name/)).toHaveValue('Their name'));
    server.on('PUT /tasks/3', aTask());
    await click('Update Task');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('PUT /tasks/3').at(-1)).toMatchObject({ version: 5, name: 'Their name' });
  });

  it('saves as a new task when the old one was removed meanwhile', async () => {
    const server = aServer()
      .on('PUT /tasks/3', new Refusal(404, { ...PROBLEM, status: 404, code: 'not_found' }))
      .on('POST /tasks', aTask({ id: 9 }));
    const { saved } = open(aTask(), server);
    await click('Update Task');
    await click('Save as new task');
    await waitFor(() => expect(saved.map(({ id }) => id)).toEqual([9]));
  });

  it('asks before changes are lost, and goes on when told to stay', async () => {
    const { user, countClosed } = open(aTask(), aServer());
    await user.type(screen.getByLabelText(/Task name/), '!');
    await click('Cancel');
    expect(await screen.findByText('Leave without saving?')).toBeVisible();
    await click('Stay');
    expect(countClosed()).toBe(0);
    await click('Cancel');
    await click('Leave');
    expect(countClosed()).toBe(1);
  });

  it('reviews what a run would do before it is saved', async () => {
    const server = aServer();
    open(aTask({ max_users: 20 }), server);
    await click('Review');
    expect(await screen.findByText('People who would be changed')).toBeVisible();
    expect(screen.getByText(/than the limit of 20/)).toBeVisible();
    expect(server.bodies('POST /tasks/preview')[0]).toMatchObject({ filter_id: 5, actions: aTask().actions });
    expect(server.bodies('POST /tasks/preview')).toContainEqual(expect.objectContaining({ has_totals: false, limit: 25 }));
    await click('Back');
    expect(await screen.findByLabelText(/Task name/)).toHaveValue('Reclaim licences');
  });
});

describe('the review', () => {
  it('reads back everything that would be saved, and what a run would do', async () => {
    const settings = { young_account_days: 7, restored_grace_days: 14 };
    const { user } = open(aTask(), aServer().on('GET /settings', settings));
    await user.click(await screen.findByRole('button', { name: 'Review' }));
    const saved = within(await screen.findByRole('region', { name: 'What will be saved' }));
    for (const said of ['Reclaim licences', 'Inactive', 'Suspend', 'Europe/Berlin', 'The schedule will be on.']) {
      expect(await saved.findByText(said)).toBeVisible();
    }
    expect(await saved.findByText('Everybody')).toBeVisible();
    expect(saved.getByText(/Monday at/)).toBeVisible();
    expect((await saved.findAllByText(/Nov 30, 2026/))[0]).toBeVisible();
    expect(saved.getByText('When more than 60 users would be changed, the run waits for approval.')).toBeVisible();
    expect(saved.getByText('Organization admins are never changed.')).toBeVisible();
    expect(await saved.findByText(/younger than 7 days/)).toBeVisible();
    expect(await saved.findByText(/in the last 14 days/)).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'What a run would do now' })).getByText(/Nothing has been changed/)).toBeVisible();
  });

  it('stays when it is saved from there', async () => {
    const server = aServer().on('GET /settings', {}).on('PUT /tasks/3', aTask());
    const { user, saved } = open(aTask(), server);
    await user.click(await screen.findByRole('button', { name: 'Review' }));
    await click('Update Task');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('PUT /tasks/3')[0]).toMatchObject({ is_confirmed: false });
  });
});

describe('a schedule that takes something away', () => {
  const UNCONFIRMED = new Refusal(409, {
    ...PROBLEM, code: 'schedule_unconfirmed', affected_users: 31, data_read_at: new Date().toISOString(),
  });

  it('is asked about with the server’s numbers, and saved when that is confirmed', async () => {
    const server = aServer().on('PUT /tasks/3', ({ body }: { body: { is_confirmed?: boolean } }) =>
      body.is_confirmed ? aTask() : UNCONFIRMED,
    );
    const { user, saved } = open(aTask(), server);
    await user.click(await screen.findByRole('button', { name: 'Update Task' }));
    const question = within(await screen.findByRole('dialog', { name: /run by itself/ }));
    expect(question.getByText('31 users would be changed now.')).toBeVisible();
    expect(question.getByText('Suspend')).toBeVisible();
    expect(saved).toHaveLength(0);
    await user.click(question.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /run by itself/ })).toBeNull());
    expect(screen.queryByText('The task was not saved')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Update Task' }));
    await user.click(await screen.findByRole('button', { name: 'Save and switch on' }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(server.bodies('PUT /tasks/3').map((body) => (body as { is_confirmed?: boolean }).is_confirmed)).toEqual([false, false, true]);
  });
});
