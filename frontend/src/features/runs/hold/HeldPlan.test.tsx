import '../../../shared/testing/browser.ts';

import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Operation, Run } from '../../../shared/api/types.ts';
import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me } from '../../../shared/testing/samples.ts';
import { RunView } from '../view/RunView.tsx';
import { aFullRun, aLine, counts } from '../../../shared/testing/sample-runs.ts';

function open(run: Run, lines: Operation[] = []) {
  const server = new FakeServer().on('GET /me', me).on('GET /runs/7', run).on('GET /runs/7/operations', { items: lines, next_cursor: null });
  return { ...renderPart(<RunView runId={7} />, server), server };
}

describe('the release of a held plan', () => {
  const held = aFullRun({
    state: 'held', reason: 'over_limit', can_approve: true, can_cancel: true, plan_hash: 'h1', finished_at: null,
    counts: counts({ total: 130, planned: 121, matched: 130 }),
  });

  const ada = { account_id: 'a1', name: 'Ada', email: null };
  const release = {
    rule: 'applies' as const, is_allowed: true, is_stop_gap: false, hands: [{ person: ada, part: 'requested' as const }],
    may_release: [{ account_id: 'b1', name: 'Ben', email: null }], taken_out: [], taken_out_users: 0,
  };

  it('says who has to release it, and leaves the button where it is, before anybody tries', async () => {
    const { user } = open({ ...held, plan_hash: 'sha256:0123456789abcdef', release: { ...release, is_allowed: false } });
    expect(await screen.findByRole('button', { name: 'Approve plan' })).toBeDisabled();
    expect(screen.getByText('Ada asked for this run')).toBeVisible();
    expect(screen.getByText(/^Ask one of these/)).toHaveTextContent('Ask one of these to release it: Ben.');
    expect(screen.getAllByText('0123456789ab')[0]).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Reject plan' }));
    expect(await screen.findByRole('dialog')).toBeVisible();
  });

  it.each([['one_admin', /you may release it alone/], ['off', /Four eyes is switched off/]] as const)(
    'says why nobody else is needed (%s)', async (rule, words) => {
      open({ ...held, release: { ...release, rule } });
      expect(await screen.findByText(words)).toBeVisible();
      expect(await screen.findByRole('button', { name: 'Approve plan' })).toBeEnabled();
    },
  );

  it('lets people be taken out and put back, and follows the numbers', async () => {
    const { server, user } = open({ ...held, release }, [aLine({ outcome: 'planned', started_at: null, duration_ms: null })]);
    const out = { ...release, taken_out: [{ account_id: 'a1', name: 'Mira', email: null }], taken_out_users: 1 };
    const less = { ...held, plan_hash: 'h2', planned_users: 120, release: out };
    server.on('POST /runs/7/take-out', less).on('POST /runs/7/put-back', { ...held, release });
    await user.click(await screen.findByRole('button', { name: 'Take out of the plan: Mira' }));
    server.on('GET /runs/7', less);
    expect(await screen.findByText(/1 person was taken out of the plan/)).toBeVisible();
    expect(server.bodies('POST /runs/7/take-out')).toEqual([{ account_ids: ['a1'] }]);
    await user.click(screen.getAllByRole('button', { name: 'Put back: Mira' })[0]!);
    await waitFor(() => expect(server.bodies('POST /runs/7/put-back')).toEqual([{ account_ids: ['a1'] }]));
  });
});
