/* A test run on the page: no word of it says that anything was done. */
import '../../../shared/testing/browser.ts';

import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Operation, Run } from '../../../shared/api/types.ts';
import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me } from '../../../shared/testing/samples.ts';
import { RunView } from './RunView.tsx';
import { aFullRun, aLine, counts } from '../../../shared/testing/sample-runs.ts';

function open(run: Run, lines: Operation[] = []) {
  const server = new FakeServer().on('GET /me', me).on('GET /runs/7', run).on('GET /runs/7/operations', { items: lines, next_cursor: null });
  return { ...renderPart(<RunView runId={7} />, server), server };
}

describe('a test run', () => {
  const tested = aFullRun({
    state: 'tested', mode: 'test', planned_users: 31, failed_users: 1, holds: [{ reason: 'over_limit', people: 31, limit: 20, basis: null }],
    counts: counts({ matched: 40, would_change: 62, would_skip: 5, would_fail: 1, total: 68, skipped_by_reason: { already_suspended: 5 } }),
  });

  it('says that nobody was changed, and what a live run would have waited for', async () => {
    open(tested, [aLine({ outcome: 'would_change', started_at: null, duration_ms: null })]);
    expect(await screen.findByText('This was a test run: nobody was changed')).toBeVisible();
    expect(screen.getByText(/the task’s limit is 20/)).toBeVisible();
    expect(screen.getByText('Would be skipped, and why')).toBeVisible();
    expect(await screen.findByText('Would be done')).toBeVisible();
    for (const claim of ['Done', 'Steps done', 'Steps skipped', 'Steps failed', 'People changed']) {
      expect(screen.queryByText(claim)).toBeNull();
    }
  });

  it('shows the steps of each of its numbers', async () => {
    const { user, server } = open(tested);
    await user.click(await screen.findByRole('button', { name: /62.*Steps that would be done/ }));
    await waitFor(() => expect(server.asked.some((asked) => asked.query.get('outcome') === 'would_change')).toBe(true));
  });
});
