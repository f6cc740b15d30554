import '../../../shared/testing/browser.ts';

import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Run, Task } from '../../../shared/api/types.ts';
import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { reading, renderPart } from '../../../shared/testing/render.tsx';
import { me } from '../../../shared/testing/samples.ts';
import { RunNowDialog } from './RunNowDialog.tsx';
import { aRun, aTask } from '../../../shared/testing/sample-tasks.ts';

const preview = (matched: number, affected: number) => ({
  matched_users: matched, affected_users: affected, planned_operations: affected, skipped: {}, failed: {}, users: [],
  next_cursor: null, warnings: [], data_read_at: null, groups_read_at: null,
});

function open(task: Task, server: FakeServer) {
  const started: Run[] = [];
  const view = renderPart(<RunNowDialog task={task} onClose={() => undefined} onStarted={(run) => started.push(run)} />, server);
  return { ...view, started, run: () => screen.getByRole('button', { name: 'Run Now' }).click() };
}

describe('Run Now', () => {
  it('says who would be changed before it is started', async () => {
    const { started, run } = open(
      aTask(),
      new FakeServer().on('POST /tasks/preview', preview(38, 24)).on('POST /tasks/3/runs', aRun({ id: 12 })),
    );
    expect(await screen.findByText('24 users would be changed, of 38 who match now.')).toBeVisible();
    expect(started).toEqual([]);
    run();
    await waitFor(() => expect(started.map(({ id }) => id)).toEqual([12]));
  });

  it('says what is done to them and leads to the preview', () => {
    let previews = 0;
    const task = aTask({ actions: [{ type: 'suspend_user' }, { type: 'restore_user' }] });
    const server = new FakeServer().on('POST /tasks/preview', preview(38, 24));
    renderPart(<RunNowDialog task={task} onClose={() => undefined} onStarted={() => undefined} onPreview={() => (previews += 1)} />, server);
    expect(screen.getAllByRole('listitem').map((step) => step.textContent)).toEqual(['Suspend', 'Restore']);
    screen.getByRole('button', { name: 'Look at each user first' }).click();
    expect(previews).toBe(1);
  });

  it('says of when its numbers are, and syncs first when that is wanted', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000 - 500).toISOString();
    const dated = { ...preview(38, 24), data_read_at: ago(12), groups_read_at: ago(0) };
    const mirror = { synced_at: ago(12), age_seconds: 720, active_sync: null, last_sync: null };
    const server = new FakeServer().on('POST /tasks/preview', dated).on('GET /mirror', mirror).on('POST /syncs', {});
    open(aTask(), server);
    expect(await screen.findByText(reading(/^Data read 12 minutes ago, the groups that are named /))).toBeVisible();
    screen.getByRole('button', { name: 'Sync first' }).click();
    await waitFor(() => expect(server.bodies('POST /syncs')).toHaveLength(1));
  });

  it('says so when the groups that are named are known as of longer ago', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000 - 500).toISOString();
    open(aTask(), new FakeServer().on('POST /tasks/preview', { ...preview(38, 24), data_read_at: ago(4), groups_read_at: ago(9) }));
    expect(await screen.findByText(reading(/^Data read 4 minutes ago, the groups that are named 9 minutes ago\.$/))).toBeVisible();
  });

  it('counts steps that are known to fail and to be skipped as what they are', async () => {
    open(aTask(), new FakeServer().on('POST /tasks/preview', { ...preview(38, 24), failed: { access_remains: 3 }, skipped: { org_admin: 1, protected: 4 } }));
    expect(await screen.findByText('3 steps are known to fail.')).toBeVisible();
    expect(screen.getByText('5 steps would be skipped.')).toBeVisible();
  });

  it('says that nobody would be changed', async () => {
    open(aTask(), new FakeServer().on('POST /tasks/preview', preview(7, 0)));
    expect(await screen.findByText('Nobody would be changed right now.')).toBeVisible();
  });

  it('warns when the run would have to be approved', async () => {
    open(aTask({ max_users: 10 }), new FakeServer().on('POST /tasks/preview', preview(38, 24)));
    expect(await screen.findByText(/more than the task’s limit of 10/)).toBeVisible();
  });

  it('says which blackout day it is, and starts as an emergency only when that was chosen', async () => {
    const problem = {
      status: 409, code: 'blackout', title: 'Conflict', detail: 'Blackout.',
      kind: 'date', day: '2026-12-24', until: '2026-12-26', note: 'Christmas freeze',
    };
    const server = new FakeServer()
      .on('GET /me', me)
      .on('POST /tasks/preview', preview(38, 24))
      .on('POST /tasks/3/runs', ({ query }: { query: URLSearchParams }) =>
        query.get('is_emergency') === 'true' ? aRun({ id: 12 }) : new Refusal(409, problem));
    const { started, user } = open(aTask(), server);
    await user.click(screen.getByRole('button', { name: 'Run Now' }));
    expect(await screen.findByText('Dec 24, 2026: Blackout: Christmas freeze')).toBeVisible();
    expect(screen.getByText(/Start it after Dec 26, 2026\.$/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Run Now' }));
    expect(await screen.findByText('Dec 24, 2026: Blackout: Christmas freeze')).toBeVisible();
    expect(started).toEqual([]);
    await user.click(screen.getByRole('checkbox', { name: 'Emergency: start it on the blackout day' }));
    await user.click(screen.getByRole('button', { name: 'Run Now' }));
    await waitFor(() => expect(started.map(({ id }) => id)).toEqual([12]));
  });

  it('links to the run that is under way already', async () => {
    const problem = { status: 409, code: 'run_active', title: 'Conflict', detail: 'A run is active.', run_id: 41 };
    const { run } = open(
      aTask(),
      new FakeServer()
        .on('POST /tasks/preview', preview(1, 1))
        .on('POST /tasks/3/runs', new Refusal(409, problem)),
    );
    run();
    expect(await screen.findByRole('link', { name: 'Show that run' })).toHaveAttribute('href', '#/runs/41');
  });

  it('gives the reason of any other refusal', async () => {
    const problem = { status: 409, code: 'no_filter', title: 'Conflict', detail: 'The task has no filter; choose one.' };
    const { run } = open(aTask({ filter: null }), new FakeServer().on('POST /tasks/3/runs', new Refusal(409, problem)));
    run();
    expect(await screen.findByText('The task has no filter; choose one.')).toBeVisible();
  });
});
