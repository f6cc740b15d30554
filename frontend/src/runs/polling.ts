/* How often a run is asked for: often while it moves and somebody looks, seldom in a hidden tab, never when finished. */
import type { RunState } from '../api/types.ts';
import { isActive, isMoving } from './progress.ts';

const QUICK_MS = 1_200;
const STEADY_MS = 2_000;
const WAITING_MS = 10_000;
const HIDDEN_MS = 30_000;
const QUICK_FOR_MS = 60_000;

interface Watched {
  state: RunState;
  created_at: string;
}

/** Milliseconds until the next question, or false when the answer cannot change any more. */
export function runPollDelay(run: Watched | undefined, isHidden: boolean, now: number): number | false {
  if (!run || !isActive(run.state)) return false;
  if (isHidden) return HIDDEN_MS;
  if (!isMoving(run.state)) return WAITING_MS;
  return now - Date.parse(run.created_at) < QUICK_FOR_MS ? QUICK_MS : STEADY_MS;
}

/** The same for a list: as often as its liveliest run asks for, but no oftener than every two seconds. */
export function listPollDelay(runs: readonly Watched[], isHidden: boolean, now: number): number | false {
  const delays = runs.map((run) => runPollDelay(run, isHidden, now)).filter((delay) => delay !== false);
  return delays.length > 0 ? Math.max(STEADY_MS, Math.min(...delays)) : false;
}
