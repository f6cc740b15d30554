/* How far a run is, from its counts. Pure. */
import type { Run, RunState, RunSummary } from '../api/types.ts';

const ACTIVE: ReadonlySet<RunState> = new Set(['queued', 'syncing', 'planning', 'held', 'running']);

export const isActive = (state: RunState): boolean => ACTIVE.has(state);

/** True while something happens by itself; a held run waits for a person. */
export const isMoving = (state: RunState): boolean => isActive(state) && state !== 'held';

type Counted = Pick<RunSummary, 'counts'>;

/** Operations that have an outcome. */
export const countDone = ({ counts }: Counted): number => Math.max(0, counts.total - counts.planned);

/** From 0 to 1, or null while the plan is not complete and there is nothing to measure. */
export function measureProgress(run: Pick<RunSummary, 'counts' | 'state'>): number | null {
  if (run.state !== 'running' && run.state !== 'held') return isActive(run.state) ? null : 1;
  if (run.counts.total === 0) return null;
  return countDone(run) / run.counts.total;
}

/** Whole seconds from start to end, or to `now` while it goes on; null when it never started, or only waited for an admin. */
export function measureSeconds(run: Pick<RunSummary, 'started_at' | 'finished_at' | 'state' | 'reason'>, now: number): number | null {
  if (run.started_at === null || run.state === 'held' || run.reason === 'rejected') return null;
  const end = run.finished_at === null ? now : Date.parse(run.finished_at);
  return Math.max(0, Math.round((end - Date.parse(run.started_at)) / 1000));
}

/** Why a finished run changed nobody, as far as the counts tell; null when it changed somebody or goes on. */
export function whyNobody(run: Pick<Run, 'counts' | 'state'>): 'noMatch' | 'allSkipped' | null {
  if (run.state !== 'succeeded' || run.counts.affected > 0) return null;
  return run.counts.matched === 0 ? 'noMatch' : 'allSkipped';
}

export interface ReasonCount {
  reason: string;
  count: number;
}

/** The most frequent first. */
export function sortReasons(counts: Readonly<Record<string, number>> | null): ReasonCount[] {
  return Object.entries(counts ?? {})
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, other) => other.count - one.count || one.reason.localeCompare(other.reason));
}

/** How many steps or people there are for all reasons together. */
export const sumReasons = (counts: Readonly<Record<string, number>> | null): number =>
  Object.values(counts ?? {}).reduce((total, count) => total + count, 0);
