import '../../../shared/testing/browser.ts';

import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Operation, Preview, Run } from '../../../shared/api/types.ts';
import { aTask } from '../../../shared/testing/sample-tasks.ts';
import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me } from '../../../shared/testing/samples.ts';
import { RunView } from './RunView.tsx';
import { aFullRun, aLine, counts } from '../../../shared/testing/sample-runs.ts';

function open(run: Run, lines: Operation[] = []) {
  const server = new FakeServer().on('GET /me', me).on('GET /runs/7', run).on('GET /runs/7/operations', { items: lines, next_cursor: null });
  return { ...renderPart(<RunView runId={7} />, server), server };
}

describe('the results of a run', () => {
  it('say what was frozen at its start', async () => {
    open(aFullRun());
    expect(await screen.findByText('Users inactive for 90 days.')).toBeVisible();
    expect(screen.getByText('Remove access to Jira')).toBeVisible();
    expect(screen.getByText('Suspend')).toBeVisible();
  });

  it('explain each reason and what repairs it', async () => {
    open(aFullRun({ state: 'partial', counts: counts({ failed: 2, failed_by_reason: { licence_limit: 2 } }) }));
    expect(await screen.findByText(/licence has no free seat/)).toBeVisible();
    expect(screen.getByText('Buy seats or free some, then run the task again.')).toBeVisible();
  });

  it('say what a look afterwards found', async () => {
    open(aFullRun({ looked_at: { confirmed: 87, not_applied: 12, unchecked: 1, came_back: 0, compared_at: null } }));
    expect(await screen.findByText('87 confirmed, 12 not applied, 1 not checked yet')).toBeVisible();
  });

  it('say for which run this one waits, and with how many people in common', async () => {
    const waits = { run_id: 41, task_id: 3, name: 'Leavers', people: 300, since: '2026-11-23T10:00:00Z' };
    open(aFullRun({ state: 'running', finished_at: null, waits_for: waits }));
    expect(await screen.findByRole('link', { name: 'run 41 of “Leavers”' })).toHaveAttribute('href', '#/runs/41');
    expect(screen.getByText(/would change the same of 300 people/)).toBeVisible();
    expect(screen.queryByText(/estimating/)).toBeNull();
  });

  it('explain why nobody was affected', async () => {
    open(aFullRun());
    expect(await screen.findByText('No users affected: nobody matched the filter')).toBeVisible();
  });

  it('give the reason of a run that could not be carried out', async () => {
    open(aFullRun({ state: 'failed', reason: 'sync_failed', reason_text: 'From the server' }));
    expect(await screen.findByText(/could not be read from Atlassian, so nothing was changed/)).toBeVisible();
  });

  it('show a reason they do not know as the server says it', async () => {
    open(aFullRun({ state: 'failed', reason: 'new_reason', reason_text: 'Something new happened.' }));
    expect(await screen.findByText(/Something new happened/)).toBeVisible();
  });
});

describe('a run that goes on', () => {
  const running = aFullRun({
    state: 'running', finished_at: null, can_cancel: true, eta_seconds: 95,
    counts: counts({ total: 40, planned: 30, succeeded: 10, matched: 40, affected: 10 }),
  });

  it('shows how far it is and how long it will take', async () => {
    open(running);
    expect(await screen.findByText('10 of 40 steps done · about 1 min 35 sec left')).toBeVisible();
    expect(screen.getByText('25%')).toBeVisible();
    expect(screen.getByRole('progressbar', { name: 'Progress' })).toBeInTheDocument();
  });

  it('says that it waits for Atlassian, since when and until when, and can be cancelled', async () => {
    open({ ...running, waiting: { reason: 'down', since: '2026-11-23T10:00:00Z', next_try_at: null } });
    expect(await screen.findByText(/Atlassian has an internal fault\. Waiting since .*; trying again now\./)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Cancel run' })).toBeEnabled();
  });

  it('does not offer its result before it is complete', async () => {
    open(running);
    await screen.findByRole('button', { name: 'Cancel run' });
    expect(screen.queryByRole('button', { name: /Download Result/ })).toBeNull();
  });

  it('follows the run by itself and announces its end', async () => {
    const { server } = open(running);
    await screen.findByText(/10 of 40/);
    server.on('GET /runs/7', aFullRun({ counts: counts({ total: 40, succeeded: 40, matched: 40, affected: 40 }) }));
    expect(await screen.findByText('The run has finished: Succeeded.', {}, { timeout: 8_000 })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Download Result (JSON)' })).toBeVisible();
  });

  it('reads its log again when the plan is made', async () => {
    const { server } = open(aFullRun({ state: 'planning', finished_at: null, can_cancel: true }));
    expect(await screen.findByText('The steps appear here when the plan is made.')).toBeVisible();
    server.on('GET /runs/7', running).on('GET /runs/7/operations', { items: [aLine()], next_cursor: null });
    expect(await screen.findByRole('button', { name: 'Mira' }, { timeout: 3_500 })).toBeVisible();
  });

  it('is cancelled only after a question', async () => {
    const { server, user } = open(running);
    const cancelling = { ...running, can_cancel: false, cancel_requested_at: '2026-11-23T10:01:00Z' };
    await user.click(await screen.findByRole('button', { name: 'Cancel run' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/What was done already stays done/)).toBeVisible();
    expect(server.bodies('POST /runs/7/cancel')).toHaveLength(0);
    server.on('POST /runs/7/cancel', cancelling).on('GET /runs/7', cancelling);
    await user.click(dialog.getByRole('button', { name: 'Cancel run' }));
    expect(await screen.findByText(/Cancelling/)).toBeVisible();
  });
});

describe('a line about app access', () => {
  const detail = { group_id: null, group_name: null, role: null, apps: [], reason: null, text: '' };

  it('names the groups that were left with what else they gave, and the roles that were revoked', async () => {
    const details: Operation['details'] = [
      { ...detail, kind: 'revoked_role', role: 'atlassian/user', apps: ['Jira (acme)'], text: '1' },
      { ...detail, kind: 'left_group', group_name: 'all-staff', apps: ['Confluence (acme)'], text: '2' },
    ];
    open(aFullRun({ counts: counts({ total: 1 }) }), [aLine({ action: 'remove_app_access', details })]);
    expect(await screen.findByText('Left all-staff, which also gave Confluence (acme)')).toBeVisible();
    expect(screen.getByText('Role atlassian/user on Jira (acme) revoked')).toBeVisible();
  });
});

describe('a held run', () => {
  it('counts steps that are known to fail as failing, and names what else goes', async () => {
    const caution = { code: 'also_taken', text: '', facts: { app: 'Jira', apps: 'Confluence', groups: 'all-staff' } };
    open(aFullRun({
      state: 'held', reason: 'over_limit', can_approve: true, plan_hash: 'h1', finished_at: null, planned_users: 3,
      specification: { cautions: [caution] }, counts: counts({ planned: 9, failing: 4, total: 9 }),
      holds: [
        { reason: 'over_share', people: 31, limit: 10, basis: 120 }, { reason: 'unusual', people: 224, limit: 3, basis: 5 },
      ],
    }));
    expect(await screen.findByText(/31 users would be changed; one run may change 10 of your 120 active users/)).toBeVisible();
    expect(screen.getByText(/224 users match; in the last 5 runs of this task it were 3 at most/)).toBeVisible();
    expect(await screen.findByText(/The plan has 5 changes/)).toBeVisible();
    expect(screen.getByText('3 users would be changed.')).toBeVisible();
    expect(screen.getByText('4 steps are known to fail.')).toBeVisible();
    expect(screen.getByText('Taking Jira away also takes Confluence from members of all-staff.')).toBeVisible();
  });

  it('says beside their moment which groups were too large to be read again', async () => {
    const caution = { code: 'groups_not_read', text: '', facts: { groups: 'all-staff', most: '5000' } };
    open(aFullRun({ groups_read_at: '2026-11-29T10:41:00Z', specification: { cautions: [caution] } }));
    expect(await screen.findByText(/^Who is in all-staff is known from the last sync only/)).toBeVisible();
  });

  const held = aFullRun({
    state: 'held', reason: 'over_limit', can_approve: true, can_cancel: true, plan_hash: 'h1', finished_at: null,
    counts: counts({ total: 130, planned: 121, matched: 130 }),
  });

  it('is approved with the plan that was on the page', async () => {
    const { server, user } = open(held);
    server.on('POST /runs/7/approve', aFullRun({ state: 'running', can_cancel: true, finished_at: null }));
    await user.click(await screen.findByRole('button', { name: 'Approve plan' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/121 changes will be made/)).toBeVisible();
    await user.click(dialog.getByRole('button', { name: 'Approve plan' }));
    await waitFor(() => expect(server.bodies('POST /runs/7/approve')).toEqual([{ plan_hash: 'h1', is_emergency: false }]));
  });

  it('asks to look again when the plan is another one', async () => {
    const { server, user } = open(held);
    const problem = { status: 409, code: 'plan_changed', title: 'Conflict', detail: 'x' };
    server.on('POST /runs/7/approve', new Refusal(409, problem));
    await user.click(await screen.findByRole('button', { name: 'Approve plan' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Approve plan' }));
    expect(await screen.findByText(/look through it once more/)).toBeVisible();
  });

  it('can be rejected', async () => {
    const { server, user } = open(held);
    server.on('POST /runs/7/reject', aFullRun({ state: 'cancelled', reason: 'rejected' }));
    await user.click(await screen.findByRole('button', { name: 'Reject plan' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Reject plan' }));
    await waitFor(() => expect(server.bodies('POST /runs/7/reject')).toHaveLength(1));
  });

  it('says that nobody was changed once its plan was rejected', async () => {
    open(aFullRun({ state: 'cancelled', reason: 'rejected' }));
    expect(await screen.findByText('The plan of this run was rejected')).toBeVisible();
    expect(screen.getByText('Nobody was changed.')).toBeVisible();
  });
});

const undoPreview: Preview = {
  matched_users: 1, affected_users: 1, planned_operations: 1, failing_users: 0, skipped: {}, failed: {}, warnings: [], next_cursor: null,
  data_read_at: null, groups_read_at: null, holds: [],
  users: [
    {
      account_id: 'a', name: 'Ada', email: null,
      operations: [
        { action: 'restore_user', target_kind: 'directory', target_id: 'd', target_name: 'Acme', outcome: 'planned', reason: null, reason_text: null, is_failing: false, details: [] },
        { action: 'add_to_groups', target_kind: 'group', target_id: 'g', target_name: 'staff', outcome: 'skipped', reason: 'unknown_user', reason_text: null, is_failing: false, details: [] },
      ],
    },
  ],
};

describe('undoing a run', () => {
  it('is offered only when the run changed something', async () => {
    open(aFullRun());
    await screen.findByRole('button', { name: 'Download Result (JSON)' });
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('is asked for first, and links to the run that is undoing it already', async () => {
    const { server, user } = open(aFullRun({ can_undo: true, counts: counts({ matched: 3, affected: 2 }) }));
    const problem = { status: 409, code: 'run_active', title: 'Conflict', detail: 'x', run_id: 15 };
    server.on('POST /runs/7/undo', new Refusal(409, problem));
    server.on('GET /runs/7/undo/preview', undoPreview);
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText(/puts back what this one changed for 2 users/)).toBeVisible();
    expect(await dialog.findByText('Ada')).toBeVisible();
    expect(await dialog.findByText(/The user is no longer/)).toBeVisible();
    expect(server.bodies('POST /runs/7/undo')).toHaveLength(0);
    await user.click(dialog.getByRole('button', { name: 'Undo' }));
    expect(await dialog.findByRole('link', { name: 'Show that run' })).toHaveAttribute('href', '#/runs/15');
  });

  it('says that the schedule is still on, and switches it off', async () => {
    const { server, user } = open(aFullRun({ can_undo: true, task_id: 3, counts: counts({ matched: 3, affected: 2 }) }));
    server.on('GET /runs/7/undo/preview', undoPreview);
    server.on('GET /tasks/3', aTask({ id: 3, name: 'Nightly', is_schedule_active: true }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('The schedule of “Nightly” is still on')).toBeVisible();
    const off = aTask({ id: 3, name: 'Nightly', is_schedule_active: false });
    server.on('PUT /tasks/3/schedule-active', off).on('GET /tasks/3', off);
    await user.click(dialog.getByRole('button', { name: 'Switch the schedule off' }));
    expect(await dialog.findByText('The schedule of “Nightly” is off.')).toBeVisible();
    expect(server.bodies('PUT /tasks/3/schedule-active')).toEqual([{ is_schedule_active: false, is_confirmed: false }]);
  });

  it.each([[true], [false]])('waits for a release by itself, and not in an emergency (%s)', async (isEmergency) => {
    const { server, user } = open(aFullRun({ can_undo: true, counts: counts({ matched: 31, affected: 31 }) }));
    const holds = [{ reason: 'over_share' as const, people: 31, limit: 10, basis: 120 }];
    server.on('GET /runs/7/undo/preview', { ...undoPreview, holds }).on('POST /runs/7/undo', aFullRun({ id: 8 }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('A run of this size waits for a release before it changes anybody')).toBeVisible();
    const emergency = await dialog.findByRole('checkbox', { name: 'Emergency: do not wait for a release' });
    if (isEmergency) await user.click(emergency);
    await user.click(dialog.getByRole('button', { name: 'Undo' }));
    await waitFor(() => {
      const asked = server.asked.find(({ method, path }) => method === 'POST' && path === '/runs/7/undo');
      expect(asked?.query.get('is_emergency')).toBe(String(isEmergency));
    });
  });

  it('is no success where something stayed', async () => {
    const left = counts({ matched: 2, affected: 1, total: 2, succeeded: 1, skipped: 1, skipped_by_reason: { state_changed: 1 } });
    open(aFullRun({ trigger: 'undo', state: 'partial', task_id: null, undo_of: 5, counts: left }));
    expect(await screen.findByText('Not everything was taken back')).toBeVisible();
  });

  it('is told by the run that did it and by the one that it undid', async () => {
    open(aFullRun({ trigger: 'undo', task_id: null, undo_of: 5, undone_by: 9 }));
    expect(await screen.findByRole('link', { name: 'Undoes run 5' })).toHaveAttribute('href', '#/runs/5');
    expect(screen.getByRole('link', { name: 'Undone by run 9' })).toHaveAttribute('href', '#/runs/9');
  });
});

describe('the log', () => {
  const run = aFullRun({ state: 'partial', counts: counts({ total: 2, succeeded: 1, failed: 1, matched: 2, affected: 1 }) });

  it('shows Atlassian’s own words and what to do', async () => {
    open(run, [aLine({ outcome: 'failed', reason: 'refused', error: '403 No' })]);
    expect(await screen.findByText('Atlassian said: 403 No')).toBeVisible();
    expect(screen.getByText(/often the organization API key may not do this/)).toBeVisible();
  });

  it('is narrowed by a count and by a user', async () => {
    const { server, user } = open(run, [aLine()]);
    await user.click(await screen.findByRole('button', { name: /Steps failed/ }));
    await waitFor(() => expect(server.asked.at(-1)?.query.get('outcome')).toBe('failed'));
    await user.click(await screen.findByRole('button', { name: 'Mira' }));
    await waitFor(() => expect(server.asked.at(-1)?.query.get('account_id')).toBe('a1'));
  });
});
