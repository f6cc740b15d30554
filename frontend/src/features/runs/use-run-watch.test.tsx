import { act, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeServer } from '../../shared/testing/fake-server.ts';
import { keys } from '../../shared/queries/keys.ts';
import { renderPart } from '../../shared/testing/render.tsx';
import { aRun } from '../../shared/testing/sample-tasks.ts';
import { describeRuns, useRunWatch } from './use-run-watch.ts';

function Watching() {
  useRunWatch();
  return null;
}

const HOUR = 3_600_000;
const START = Date.parse('2026-11-29T15:00:00Z');
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function watch(runs: () => object[]) {
  const server = new FakeServer().on('GET /runs', () => ({ items: runs(), next_cursor: null }));
  const { queries } = renderPart(<Watching />, server);
  for (const key of [keys.dashboard, keys.users, keys.tasks, keys.mirror]) queries.setQueryData(key.of('one'), {});
  const isStale = (name: 'dashboard' | 'users' | 'tasks'): boolean =>
    queries.getQueryState(keys[name].of('one'))?.isInvalidated === true;
  return { queries, isStale, countAsked: () => server.asked.length };
}

describe('watching runs from every screen', () => {
  beforeEach(() => vi.useFakeTimers({ now: START, shouldAdvanceTime: true }));
  afterEach(() => vi.useRealTimers());

  it('asks about once a minute while nothing happens', async () => {
    const { countAsked, isStale } = watch(() => [aRun()]);
    await pass(HOUR);
    expect(countAsked()).toBeGreaterThan(30);
    expect(countAsked()).toBeLessThanOrEqual(62);
    expect(isStale('dashboard')).toBe(false);
  });

  it('notices a run that somebody or a schedule started, and its end, and asks no oftener than every five seconds', async () => {
    let runs = [aRun({ id: 1 })];
    const { countAsked, isStale, queries } = watch(() => runs);
    await waitFor(() => expect(countAsked()).toBe(1));
    runs = [aRun({ id: 2, state: 'running', created_at: new Date(START).toISOString() }), ...runs];
    await pass(61_000);
    expect(isStale('tasks')).toBe(true);
    for (const key of [keys.dashboard, keys.users]) queries.setQueryData(key.of('one'), {});
    const before = countAsked();
    await pass(60_000);
    expect(countAsked() - before).toBeGreaterThanOrEqual(10);
    expect(countAsked() - before).toBeLessThanOrEqual(13);
    expect(isStale('dashboard')).toBe(false);
    runs = [aRun({ id: 2, state: 'partial' }), aRun({ id: 1 })];
    await pass(6_000);
    expect(isStale('dashboard')).toBe(true);
    expect(isStale('users')).toBe(true);
  });

  it('asks soon after the next planned moment that the dashboard has told', async () => {
    const { countAsked, queries } = watch(() => []);
    await waitFor(() => expect(countAsked()).toBe(1));
    queries.setQueryData(keys.dashboard.now(null), { upcoming: [{ next_run_at: new Date(Date.now() + 70_000).toISOString() }] });
    await pass(61_000);
    const before = countAsked();
    await pass(12_000);
    expect(countAsked()).toBe(before + 1);
  });
});

describe('what is told apart', () => {
  it('is which runs there are and how they ended, not how far they are', () => {
    const of = (state: 'queued' | 'running' | 'held' | 'failed') => describeRuns([aRun({ state })]);
    expect(of('queued')).toBe(of('running'));
    expect(of('running')).not.toBe(of('failed'));
    expect(describeRuns(undefined)).toBeNull();
  });
});
