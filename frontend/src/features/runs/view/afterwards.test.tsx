import '../../../shared/testing/browser.ts';

import { screen, waitFor, within } from '@testing-library/react';
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

describe('what became of a run afterwards', () => {
  it('say what somebody else has changed back, and show these steps alone', async () => {
    const seen = '2026-11-24T06:00:00Z';
    const looked = { confirmed: 88, not_applied: 0, unchecked: 0, came_back: 5, compared_at: seen };
    const { server, user } = open(aFullRun({ came_back: 5, looked_at: looked, counts: counts({ total: 88 }) }), [aLine({ came_back_at: seen })]);
    expect(await screen.findByRole('heading', { name: '5 steps were changed back by somebody else' })).toBeVisible();
    expect(await screen.findByText(/^Changed back by somebody else; seen/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show these steps' }));
    await waitFor(() => expect(server.asked.at(-1)?.query.get('has_come_back')).toBe('true'));
  });

  it('say through what access remains', async () => {
    open(aFullRun({ remains: { keeps_direct: 3, not_known: 1 } }));
    expect(await screen.findByText('3 people: through a direct role')).toBeVisible();
    expect(screen.getByText('1 person: not known, it could not be read')).toBeVisible();
  });

  it('tell before and after of the person to whom the log is narrowed', async () => {
    const { server, user } = open(aFullRun({ counts: counts({ total: 1 }) }), [aLine()]);
    const change = { kind: 'group', id: 'g', name: 'jira-users', before: 'member', after: 'unknown' };
    const at = '2026-11-23T10:00:10Z';
    const person = { person: { account_id: 'a1', name: 'Mira', email: null }, first_at: at, last_at: at, changes: [change] };
    server.on('GET /runs/7/people', { items: [person], next_cursor: null });
    await user.click(await screen.findByRole('button', { name: 'Mira' }));
    const panel = within(await screen.findByRole('region', { name: 'Before and after: Mira' }));
    expect(await panel.findByRole('row', { name: 'Group jira-users Member Not known' })).toBeVisible();
    expect(server.asked.at(-1)?.query.get('account_id')).toBe('a1');
    server.on('GET /runs/7/people', { items: [], next_cursor: null });
  });
});
