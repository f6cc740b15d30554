import '../../shared/testing/browser.ts';

import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Task } from '../../shared/api/types.ts';
import { FakeServer, Refusal } from '../../shared/testing/fake-server.ts';
import { reading, renderPart } from '../../shared/testing/render.tsx';
import TasksPage from './TasksPage.tsx';
import { aRun, aTask } from '../../shared/testing/sample-tasks.ts';

const open = (server: FakeServer, ...tasks: Task[]) => renderPart(<TasksPage />, server.on('GET /tasks', { items: tasks }));
const openMenu = async (name: string): Promise<void> =>
  (await screen.findByRole('button', { name: `Actions for ${name}` })).click();

describe('the list of tasks', () => {
  it('has the columns of an automated task', async () => {
    open(new FakeServer(), aTask());
    const heads = await screen.findAllByRole('columnheader');
    expect(heads.map((head) => head.textContent)).toEqual([
      'Job Name', 'Updated By', 'Actions', 'Schedule', 'Schedule Active', 'Last Run', 'Next Run', 'More',
    ]);
  });

  it('says why there is no next run', async () => {
    open(new FakeServer(), aTask({ next_run_at: null, no_next_run_code: 'schedule_off' }));
    expect(await screen.findByText('The schedule is off.')).toBeVisible();
  });

  it('names the next run in the zone of the reader, and in that of the task where it differs', async () => {
    open(new FakeServer(), aTask({ next_run_at: '2026-11-29T15:15:00Z', time_zone: 'Asia/Kathmandu' }));
    expect(await screen.findByText(/Nov 29, 2026, 3:15 PM UTC$/)).toBeVisible();
    expect(screen.getByText(/^In the task’s zone: .*9:00 PM GMT\+5:45$/)).toBeVisible();
  });

  it('strikes out what a blackout keeps from starting, and names what runs after it', async () => {
    const blackout = { kind: 'date' as const, day: '2026-12-24', until: '2026-12-26', note: 'Christmas freeze' };
    const struck = { at: '2026-12-24T05:00:00Z', starts_at: null, blackout, count: 3, last_at: '2026-12-26T05:00:00Z' };
    const next = { at: '2026-12-27T05:00:00Z', starts_at: '2026-12-27T05:00:00Z', blackout: null, count: 1, last_at: null };
    open(new FakeServer(), aTask({ next_run_at: struck.at, next_slots: [struck, next], time_zone: 'UTC' }));
    const [first] = await screen.findAllByText(/Dec 24, 2026/);
    expect(first?.closest('del')).not.toBeNull();
    expect(screen.getAllByText(reading(/^Blackout: Christmas freeze and 2 more slots until .*Dec 26, 2026/))[0]).toBeVisible();
    expect(screen.getAllByText(/Dec 27, 2026/)[0]?.closest('del')).toBeNull();
  });

  it('shows how the last run went and links to its results', async () => {
    const counts = { ...aRun().counts, affected: 31, skipped: 22, failed: 5 };
    open(new FakeServer(), aTask({ last_run: aRun({ state: 'partial', counts }) }));
    expect(await screen.findByText(/^People: 31 changed of \d+$/)).toBeVisible();
    expect(screen.getByText(/^Steps: [\d,]+ done, 22 skipped, 5 failed$/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Partial: Show Results' })).toHaveAttribute('href', '#/runs/7');
  });

  it('shows warnings and a missing filter', async () => {
    open(new FakeServer(), aTask({ filter: null, warnings: [{ code: 'new', text: 'This changes nothing.', facts: {} }] }));
    expect(await screen.findByText('No filter')).toBeVisible();
    expect(screen.getByText('1 warning')).toBeVisible();
  });

  it('offers everything that can be done with a task', async () => {
    open(new FakeServer(), aTask());
    await openMenu('Reclaim licences');
    const items = await screen.findAllByRole('menuitem');
    expect(items.map((item) => item.textContent)).toEqual([
      'Run Now', 'Preview', 'Edit', 'Clone', 'Set to Test', 'Make it a draft', 'Show Results', 'Show Last Runs', 'Remove',
    ]);
  });

  it('offers the templates while there is no task', async () => {
    open(new FakeServer());
    expect(await screen.findByText('No automated tasks yet')).toBeVisible();
    expect(screen.getAllByRole('button', { name: /^Use template/ })).toHaveLength(6);
  });

  it('has the templates behind a button afterwards', async () => {
    const { user } = open(new FakeServer(), aTask());
    await user.click(await screen.findByRole('button', { name: 'Templates' }));
    expect(await screen.findAllByRole('button', { name: /^Use template/ })).toHaveLength(6);
  });
});

describe('Schedule Active', () => {
  it('switches the schedule of its task', async () => {
    const server = new FakeServer().on('PUT /tasks/3/schedule-active', aTask({ is_schedule_active: false }));
    const { user } = open(server, aTask());
    await user.click(await screen.findByRole('checkbox', { name: 'Schedule of Reclaim licences active' }));
    await waitFor(() =>
      expect(server.bodies('PUT /tasks/3/schedule-active')).toEqual([{ is_schedule_active: false, is_confirmed: false }]),
    );
  });

  it('asks before a schedule takes something away, with the numbers', async () => {
    const problem = { status: 409, code: 'schedule_unconfirmed', title: 'x', detail: 'x', affected_users: 3, data_read_at: null };
    const server = new FakeServer().on('PUT /tasks/3/schedule-active', ({ body }: { body: { is_confirmed?: boolean } }) =>
      body.is_confirmed ? aTask() : new Refusal(409, problem),
    );
    const { user } = open(server, aTask({ is_schedule_active: false }));
    await user.click(await screen.findByRole('checkbox'));
    const question = within(await screen.findByRole('dialog'));
    expect(question.getByText('3 users would be changed now.')).toBeVisible();
    await user.click(question.getByRole('button', { name: 'Switch schedule on' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(server.bodies('PUT /tasks/3/schedule-active')).toEqual([
      { is_schedule_active: true, is_confirmed: false }, { is_schedule_active: true, is_confirmed: true },
    ]);
  });

  it('switches back and says why when the server refuses', async () => {
    const problem = { status: 403, code: 'forbidden', title: 'Forbidden', detail: 'You are no admin any more.' };
    const server = new FakeServer().on('PUT /tasks/3/schedule-active', new Refusal(403, problem));
    const { user } = open(server, aTask());
    const toggle = await screen.findByRole('checkbox');
    await user.click(toggle);
    expect(await screen.findByText(/You are no admin any more/)).toBeVisible();
    await waitFor(() => expect(toggle).toBeChecked());
  });
});

describe('removing a task', () => {
  it('asks first, and says that its runs stay', async () => {
    const server = new FakeServer().on('DELETE /tasks/3', undefined);
    open(server, aTask());
    await openMenu('Reclaim licences');
    (await screen.findByRole('menuitem', { name: 'Remove' })).click();
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/Runs that were made stay/)).toBeVisible();
    expect(server.bodies('DELETE /tasks/3')).toHaveLength(0);
    within(dialog).getByRole('button', { name: 'Remove' }).click();
    expect(await screen.findByText(/was removed. Its runs are kept/)).toBeVisible();
    expect(server.bodies('DELETE /tasks/3')).toHaveLength(1);
  });
});

describe('cloning a task', () => {
  it('names the copy', async () => {
    open(new FakeServer().on('POST /tasks/3/clone', aTask({ id: 4, name: 'Reclaim licences (copy)' })), aTask());
    await openMenu('Reclaim licences');
    (await screen.findByRole('menuitem', { name: 'Clone' })).click();
    expect(await screen.findByText(/Cloned as “Reclaim licences \(copy\)”/)).toBeVisible();
  });
});
