import { describe, expect, it } from 'vitest';

import type { RunState } from '../api/types.ts';
import { listPollDelay, runPollDelay, taskPollDelay } from './polling.ts';

const CREATED = '2026-11-23T10:00:00Z';
const START = Date.parse(CREATED);
const run = (state: RunState) => ({ state, created_at: CREATED });

describe('watching a run', () => {
  it('asks every one to two seconds while it moves', () => {
    for (const after of [0, 5_000, 59_000, 61_000, 3_600_000]) {
      const delay = runPollDelay(run('running'), false, START + after);
      expect(delay).toBeGreaterThanOrEqual(1_000);
      expect(delay).toBeLessThanOrEqual(2_000);
    }
  });

  it('asks less often when it has lasted a minute', () => {
    expect(runPollDelay(run('syncing'), false, START + 90_000)).toBeGreaterThan(
      runPollDelay(run('syncing'), false, START) as number,
    );
  });

  it('asks seldom in a hidden tab', () => {
    expect(runPollDelay(run('running'), true, START)).toBe(30_000);
  });

  it('asks now and then while a person has to decide', () => {
    expect(runPollDelay(run('held'), false, START)).toBe(10_000);
  });

  it.each<RunState>(['succeeded', 'partial', 'failed', 'tested', 'cancelled', 'missed', 'skipped'])('stops when %s', (state) => {
    expect(runPollDelay(run(state), false, START)).toBe(false);
  });

  it('does not ask again for a run that could not be read', () => {
    expect(runPollDelay(undefined, false, START)).toBe(false);
  });
});

describe('watching a list', () => {
  it('stops when all its runs are over', () => {
    expect(listPollDelay([run('succeeded'), run('failed')], false, START)).toBe(false);
    expect(listPollDelay([], false, START)).toBe(false);
  });

  it('follows the liveliest run, at most every two seconds', () => {
    expect(listPollDelay([run('held'), run('running'), run('partial')], false, START)).toBe(2_000);
  });

  it('waits with a held run', () => expect(listPollDelay([run('held')], false, START)).toBe(10_000));
});

describe('watching the list of tasks', () => {
  const at = (ms: number): string => new Date(START + ms).toISOString();
  it('asks right after the next schedule fires', () => {
    expect(taskPollDelay([], [at(3_600_000), at(20_000)], false, START)).toBe(21_500);
  });
  it('asks every few seconds while a planned moment is past and nothing has come of it', () => {
    expect(taskPollDelay([], [at(-4_000)], false, START)).toBe(3_000);
  });
  it('asks once a minute for what others start, and is not driven by a moment long past', () => {
    expect(taskPollDelay([run('succeeded')], [at(86_400_000), at(-86_400_000)], false, START)).toBe(60_000);
  });
  it('asks seldom in a hidden tab, and as for a run that moves where one does', () => {
    expect(taskPollDelay([], [at(-4_000)], true, START)).toBe(30_000);
    expect(taskPollDelay([run('running')], [], false, START)).toBe(listPollDelay([run('running')], false, START));
  });
});
