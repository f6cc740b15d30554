import '../../shared/testing/browser.ts';

import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Preview } from '../../shared/api/types.ts';
import { type Asked, FakeServer, Refusal } from '../../shared/testing/fake-server.ts';
import { renderPart } from '../../shared/testing/render.tsx';
import { PreviewView } from './PreviewView.tsx';

const PLAN = { filter_id: 5, actions: [{ type: 'suspend_user' as const }], task_id: null };

const USER = {
  account_id: 'u1', name: 'Bob Builder', email: null,
  operations: [
    {
      action: 'suspend_user', target_kind: 'directory', target_id: 'd1', target_name: 'Acme', outcome: 'planned' as const,
      reason: null, reason_text: null, is_failing: false, details: [],
    },
  ],
};

const PAGE: Preview = {
  matched_users: null, affected_users: null, failing_users: null, planned_operations: null, skipped: null, failed: null, users: [USER],
  next_cursor: 'more', warnings: [], data_read_at: null, groups_read_at: null, holds: null,
};
const TOTALS: Preview = { ...PAGE, matched_users: 900, affected_users: 700, failing_users: 4, planned_operations: 700, skipped: {}, failed: {} };

const wantsTotals = ({ body }: Asked): boolean => (body as { has_totals: boolean }).has_totals;

function show(totals: () => unknown) {
  const server = new FakeServer().on('POST /tasks/preview', (asked: Asked) => (wantsTotals(asked) ? totals() : { ...PAGE, matched_users: 900 }));
  return renderPart(<PreviewView plan={PLAN} maxUsers={20} />, server);
}

describe('a preview', () => {
  it('tells a step that is known to fail as one that fails, with what stays', async () => {
    const detail = {
      kind: 'stays_in_group' as const, group_id: 'g', group_name: 'all-staff', role: null, apps: ['Confluence'],
      reason: 'shared_group', text: '',
    };
    const failing = {
      action: 'remove_app_access', target_kind: 'app', target_id: 'a', target_name: 'Jira', outcome: 'planned' as const,
      reason: 'shared_group', reason_text: null, is_failing: true, details: [detail],
    };
    const server = new FakeServer().on('POST /tasks/preview', { ...TOTALS, users: [{ ...USER, operations: [failing] }] });
    renderPart(<PreviewView plan={PLAN} maxUsers={null} />, server);
    expect(await screen.findByText('Stays in all-staff, which also gives Confluence')).toBeVisible();
    expect(screen.getByText('Would fail')).toBeVisible();
    expect(screen.getByText('People with steps that would fail')).toBeVisible();
  });

  it('shows its first users while all are still being counted, then the totals', async () => {
    let isCounted: (totals: Preview) => void = () => undefined;
    const counting = new Promise<Preview>((resolve) => (isCounted = resolve));
    show(() => counting);
    expect(await screen.findByText('Bob Builder')).toBeVisible();
    expect(screen.getByText('900 users match. Working out for each of them what would be done…')).toBeVisible();
    expect(screen.getByText('1–1 of 900')).toBeVisible();
    expect(screen.queryByText('700')).toBeNull();
    isCounted(TOTALS);
    expect(await screen.findAllByText('700')).toHaveLength(2);
    expect(screen.getByText(/than the limit of 20/)).toBeVisible();
  });

  it('says how many were looked at so far while it waits for the totals', async () => {
    const { user, server } = show(() => new Promise<Preview>(() => undefined));
    server.on('GET /tasks/preview-progress', { looked_at: 250 });
    expect(await screen.findByText('900 users match. Looked at so far: 250…', {}, { timeout: 4000 })).toBeVisible();
    expect(user).toBeDefined();
  });

  it('keeps its users when the totals fail, and counts again on request', async () => {
    let asked = 0;
    const broken = new Refusal(500, { code: 'internal_error', title: '', status: 500, detail: 'Not counted.' });
    const { user } = show(() => ((asked += 1) === 1 ? broken : TOTALS));
    expect(await screen.findByText('Something went wrong on our side; it has been recorded.')).toBeVisible();
    expect(screen.getByText('Bob Builder')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findAllByText('700')).toHaveLength(2);
  });
});
