import '../../../shared/testing/browser.ts';

import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { aRun } from '../../../shared/testing/sample-tasks.ts';
import { type Asked, FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { RunList } from './RunList.tsx';

describe('Last Runs', () => {
  it('shows state, trigger, duration and who asked for it', async () => {
    const run = aRun({ state: 'partial', counts: { ...aRun().counts, matched: 48, failed: 5 } });
    renderPart(
      <RunList taskId={null} />,
      new FakeServer().on('GET /tasks', { items: [] }).on('GET /runs', { items: [run], next_cursor: null }),
    );
    expect(await screen.findByRole('link', { name: 'Reclaim licences' })).toHaveAttribute('href', '#/runs/7');
    for (const text of ['Partial', 'Run Now', 'Ada', '1 min 35 sec', '48', '5']) expect(screen.getByText(text)).toBeVisible();
  });

  it('shows a run that waits for another one as waiting', async () => {
    const waits = { run_id: 6, task_id: 4, name: 'Leavers', people: 1, since: '2026-11-23T10:00:00Z' };
    const run = aRun({ state: 'running', finished_at: null, waits_for: waits });
    renderPart(
      <RunList taskId={null} />,
      new FakeServer().on('GET /tasks', { items: [] }).on('GET /runs', { items: [run], next_cursor: null }),
    );
    expect(await screen.findByText('Waiting')).toBeVisible();
    expect(screen.queryByText('Running')).toBeNull();
    expect(screen.getByText(/would change the same of 1 person\./)).toBeVisible();
  });

  it('asks for the runs of one task only', async () => {
    const server = new FakeServer().on('GET /tasks', { items: [] }).on('GET /runs', { items: [], next_cursor: null });
    renderPart(<RunList taskId={3} />, server);
    expect(await screen.findByText('This task has not run yet')).toBeVisible();
    expect(server.asked.find(({ path }) => path === '/runs')?.query.get('task_id')).toBe('3');
  });

  it('loads more with the cursor of the last page', async () => {
    const answer = ({ query }: Asked) =>
      query.get('cursor') === 'next'
        ? { items: [aRun({ id: 1, name: 'Older' })], next_cursor: null }
        : { items: [aRun({ id: 2, name: 'Newer' })], next_cursor: 'next' };
    const { user } = renderPart(
      <RunList taskId={null} />,
      new FakeServer().on('GET /tasks', { items: [] }).on('GET /runs', answer),
    );
    await user.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('Older')).toBeVisible();
    expect(screen.getByText('Newer')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull());
  });
});
