/* How often a run is asked for: often while it moves and somebody looks, seldom in a hidden tab, never when finished. */
import type { RunState } from '../api/types.ts';
import { isActive, isMoving } from '../domain/progress.ts';

const QUICK_MS = 1_200;
const STEADY_MS = 2_000;
const WAITING_MS = 10_000;
const HIDDEN_MS = 30_000;
const QUICK_FOR_MS = 60_000;
const EVERY_MS = 60_000;

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

const DUE_MS = 3_000;
const DUE_FOR_MS = 300_000;
const AFTER_SLOT_MS = 1_500;

/**
 * The same for a list of tasks, which also changes when a schedule fires: asked soon after the next planned moment,
 * every few seconds while one is past, and once a minute anyway, since others start runs as well.
 */
export function taskPollDelay(runs: readonly Watched[], slots: readonly string[], isHidden: boolean, now: number): number {
  const waits = slots.map((slot) => Date.parse(slot) - now).filter((wait) => wait > -DUE_FOR_MS);
  const next = waits.length > 0 ? Math.min(...waits) : Infinity;
  const due = next <= 0 ? DUE_MS : next + AFTER_SLOT_MS;
  const moving = listPollDelay(runs, isHidden, now);
  return Math.min(moving === false ? Infinity : moving, isHidden ? HIDDEN_MS : due, EVERY_MS);
}

const WATCH_MS = 5_000;

/**
 * The same for the look at the newest runs that every screen takes: once a minute while nothing happens, soon after a
 * planned moment, and every five seconds while a run is under way, since the screens about runs ask by themselves.
 */
export function watchDelay(runs: readonly Watched[], slots: readonly string[], isHidden: boolean, now: number): number {
  return Math.max(WATCH_MS, taskPollDelay(runs, slots, isHidden, now));
}
