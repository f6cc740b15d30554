/* The parts of the app's health, and which problem is whose. */
import type { HealthProblem } from '../../../shared/api/types.ts';

export const PARTS = ['scheduler', 'workers', 'queue', 'data', 'key', 'told'] as const;
export type Part = (typeof PARTS)[number];
export type Verdict = 'ok' | 'attention' | 'trouble';

const PROBLEMS: Readonly<Record<HealthProblem, readonly [Part, Verdict]>> = {
  scheduler_dead: ['scheduler', 'trouble'],
  scheduler_failing: ['scheduler', 'attention'],
  workers_dead: ['workers', 'trouble'],
  queue_late: ['queue', 'attention'],
  key_dead: ['key', 'trouble'],
  key_expires_soon: ['key', 'attention'],
  data_old: ['data', 'attention'],
  sync_failed: ['data', 'attention'],
  upkeep_failed: ['scheduler', 'attention'],
  notifications_failed: ['told', 'attention'],
  fact_contradicted: ['data', 'trouble'],
};

/** The worst that is said of a part. */
export function judge(part: Part, problems: readonly HealthProblem[]): Verdict {
  const verdicts = problems.map((problem) => PROBLEMS[problem]).filter(([whose]) => whose === part).map(([, verdict]) => verdict);
  if (verdicts.includes('trouble')) return 'trouble';
  return verdicts.length > 0 ? 'attention' : 'ok';
}
