import './testBrowser.ts';

import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Preview } from '../api/types.ts';
import { type Asked, FakeServer, Refusal } from '../testing/FakeServer.ts';
import { renderPart } from '../testing/render.tsx';
import { PreviewView } from './PreviewView.tsx';

const PLAN = { filter_id: 5, actions: [{ type: 'suspend_user' as const }], task_id: null };

const USER = {
  account_id: 'u1', name: 'Bob Builder', email: null,
  operations: [
    {
      action: 'suspend_user', target_kind: 'directory', target_id: 'd1', target_name: 'Acme', outcome: 'planned' as const,
      reason: null, reason_text: null,
    },
  ],
};

const PAGE: Preview = {
  matched_users: null, affected_users: null, planned_operations: null, skipped: null, failed: null, users: [USER],
  next_cursor: 'more', warnings: [], mirror_age_seconds: 60,
};
const TOTALS: Preview = { ...PAGE, matched_users: 900, affected_users: 700, planned_operations: 700, skipped: {}, failed: {} };

const wantsTotals = ({ body }: Asked): boolean => (body as { has_totals: boolean }).has_totals;

function show(totals: () => unknown) {
  const server = new FakeServer().on('POST /tasks/preview', (asked: Asked) => (wantsTotals(asked) ? totals() : PAGE));
  return renderPart(<PreviewView plan={PLAN} maxUsers={20} />, server);
}

describe('a preview', () => {
  it('shows its first users while all are still being counted, then the totals', async () => {
    let isCounted: (totals: Preview) => void = () => undefined;
    const counting = new Promise<Preview>((resolve) => (isCounted = resolve));
    show(() => counting);
    expect(await screen.findByText('Bob Builder')).toBeVisible();
    expect(screen.getByText('Counting all users who match…')).toBeVisible();
    expect(screen.getByText('1–1')).toBeVisible();
    isCounted(TOTALS);
    expect(await screen.findByText('1–1 of 900')).toBeVisible();
    expect(screen.getAllByText('700')).toHaveLength(2);
    expect(screen.getByText(/than the limit of 20/)).toBeVisible();
  });

  it('keeps its users when the totals fail, and counts again on request', async () => {
    let asked = 0;
    const broken = new Refusal(500, { code: 'internal_error', title: '', status: 500, detail: 'Not counted.' });
    const { user } = show(() => ((asked += 1) === 1 ? broken : TOTALS));
    expect(await screen.findByText('Something went wrong on our side; it has been recorded.')).toBeVisible();
    expect(screen.getByText('Bob Builder')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('1–1 of 900')).toBeVisible();
  });
});
