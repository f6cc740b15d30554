import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { currentRoute, navigate } from '../../shared/routing/router.ts';
import { mirror } from '../../shared/testing/samples.ts';
import { FakeServer } from '../../shared/testing/fake-server.ts';
import { renderPart } from '../../shared/testing/render.tsx';
import { Attention, type AttentionItem } from './Attention.tsx';

const base: AttentionItem = {
  kind: 'missed_slot', action: 'run_now', at: '2026-11-20T05:00:00Z', run_id: 7, task_id: 3, name: 'Clean up', slots: 1,
  planned_users: null, until: null, reason: 'late', reason_text: 'Too late.', fault: null, caution: null, steps: null,
};
const held: AttentionItem = {
  ...base, kind: 'held_run', action: 'review_plan', planned_users: 31, until: '2026-11-27T05:00:00Z', reason: 'over_limit',
};

const show = (...items: AttentionItem[]) => renderPart(<Attention attention={{ items, more: 0 }} />);

describe('what needs attention', () => {
  beforeEach(() => navigate('/dashboard', { replace: true }));

  it('says nothing while nothing does', () => {
    const { container } = show();
    expect(container).toBeEmptyDOMElement();
  });

  it('says what happened, when, and leads to the one action', async () => {
    const { user } = show(held);
    const region = screen.getByRole('region', { name: 'Needs your attention' });
    expect(region).toHaveTextContent('31 users would be changed.');
    expect(region).toHaveTextContent('Nov 27, 2026');
    expect(within(region).getAllByRole('time')[0]).toHaveAttribute('datetime', held.at ?? '');
    await user.click(within(region).getByRole('link', { name: 'Look at the plan: Clean up' }));
    expect(currentRoute().address).toBe('/runs/7');
  });

  it.each([
    ['run_now', 'late', '/tasks/3/run', 'Run Now: Clean up'],
    ['show_run', 'previous_run_active', '/runs/7', 'Show that run: Clean up'],
    ['replace_key', 'key_dead', '/settings/key', 'Replace the key: Clean up'],
    ['lift_stop', 'stopped', '/settings/stop', 'Lift the stop: Clean up'],
    ['confirm_schedules', 'not_confirmed', '/settings/stop', 'Confirm the schedules: Clean up'],
    ['edit_task', 'no_filter', '/tasks/3', 'Choose a filter: Clean up'],
    ['edit_task', null, '/tasks/3', 'Edit the task: Clean up'],
    ['edit_protected', null, '/settings/protected', 'Open the protected list: Clean up'],
  ] as const)('settles by %s (%s)', async (action, reason, address, name) => {
    const { user } = show({ ...base, action, reason });
    await user.click(screen.getByRole('link', { name }));
    expect(currentRoute().address).toBe(address);
  });

  it('leads to a run that somebody else has changed back', async () => {
    const { user } = show({ ...base, kind: 'came_back', action: 'show_run', reason: null, reason_text: null, steps: 5 });
    expect(screen.getByText('Somebody else has changed 5 steps of this run back.')).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Show the run: Clean up' }));
    expect(currentRoute().address).toBe('/runs/7');
  });

  it('counts the slots that one line stands for', () => {
    show({ ...base, slots: 3 });
    expect(screen.getByText(/It was not run 3 times\./)).toBeVisible();
  });

  it('starts a sync with one click, and repairs a reference with one', async () => {
    const caution = {
      code: 'gone_target_back', text: 'x', facts: { kind: 'group', name: 'staff', id: 'g1', new_id: 'g2' },
    };
    const server = new FakeServer()
      .on('GET /mirror', mirror).on('POST /syncs', {}).on('POST /references/repair', { filters: 0, tasks: 1, protected: 0 });
    const items = [
      { ...base, kind: 'sync_failed' as const, action: 'sync_users' as const, name: null, task_id: null, reason: null },
      { ...base, kind: 'repair' as const, action: 'repair_reference' as const, caution },
    ];
    const { user } = renderPart(<Attention attention={{ items, more: 4 }} />, server);
    await user.click(screen.getByRole('button', { name: 'Sync Users' }));
    await user.click(screen.getByRole('button', { name: /staff/ }));
    expect(server.bodies('POST /syncs')).toHaveLength(1);
    expect(server.bodies('POST /references/repair')).toEqual([{ kind: 'group', gone_id: 'g1', new_id: 'g2' }]);
    expect(screen.getByText('And 4 more.')).toBeVisible();
  });
});
