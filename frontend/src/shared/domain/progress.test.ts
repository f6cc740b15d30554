import { describe, expect, it } from 'vitest';

import { aRun } from '../testing/sample-tasks.ts';
import { countDone, isActive, isMoving, measureProgress, measureSeconds, sortReasons, whyNobody } from './progress.ts';

const counts = (part: object) => ({ ...aRun().counts, ...part });

describe('a run', () => {
  it.each(['queued', 'syncing', 'planning', 'held', 'running'] as const)('is active while %s', (state) => {
    expect(isActive(state)).toBe(true);
  });

  it.each(['succeeded', 'partial', 'failed', 'tested', 'cancelled', 'missed', 'skipped'] as const)('is over when %s', (state) => {
    expect(isActive(state)).toBe(false);
  });

  it('does not move by itself while it waits for approval', () => {
    expect(isMoving('held')).toBe(false);
    expect(isMoving('running')).toBe(true);
  });
});

describe('progress', () => {
  it('cannot be told before there is a plan', () => {
    expect(measureProgress(aRun({ state: 'planning', counts: counts({ total: 10, planned: 10 }) }))).toBeNull();
    expect(measureProgress(aRun({ state: 'running' }))).toBeNull();
  });

  it('is the share of steps with an outcome', () => {
    const run = aRun({ state: 'running', counts: counts({ total: 40, planned: 30, succeeded: 6, skipped: 4 }) });
    expect(measureProgress(run)).toBe(0.25);
    expect(countDone(run)).toBe(10);
  });

  it('is complete when the run is over', () => {
    expect(measureProgress(aRun({ state: 'cancelled', counts: counts({ total: 40, planned: 30 }) }))).toBe(1);
  });
});

describe('the duration', () => {
  const now = Date.parse('2026-11-23T10:10:05Z');

  it('ends with the run', () => expect(measureSeconds(aRun(), now)).toBe(95));
  it('goes on while the run does', () => expect(measureSeconds(aRun({ finished_at: null }), now)).toBe(600));
  it('is unknown before the start', () => expect(measureSeconds(aRun({ started_at: null }), now)).toBeNull());
  it('is never negative when the clocks differ', () => {
    expect(measureSeconds(aRun({ finished_at: null }), Date.parse('2026-11-23T09:00:00Z'))).toBe(0);
  });
});

describe('why nobody was affected', () => {
  it('is that nobody matched', () => expect(whyNobody(aRun())).toBe('noMatch'));
  it('is that everything was skipped', () => {
    expect(whyNobody(aRun({ counts: counts({ matched: 7, skipped: 7, total: 7 }) }))).toBe('allSkipped');
  });
  it('is not asked when somebody was', () => {
    expect(whyNobody(aRun({ counts: counts({ matched: 7, affected: 1 }) }))).toBeNull();
  });
  it('is not asked of a run that failed or goes on', () => {
    expect(whyNobody(aRun({ state: 'failed' }))).toBeNull();
    expect(whyNobody(aRun({ state: 'running' }))).toBeNull();
  });
});

describe('reasons', () => {
  it('come with the most frequent first, equal ones by name', () => {
    const sorted = sortReasons({ protected: 2, org_admin: 9, not_member: 2 });
    expect(sorted.map(({ reason }) => reason)).toEqual(['org_admin', 'not_member', 'protected']);
  });
  it('are none where there are no counts', () => expect(sortReasons(null)).toEqual([]));
});
