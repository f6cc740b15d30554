/* Which run is in the way when a new one is refused. */
import { ApiProblem } from '../../../shared/api/problem.ts';

/** The id of the run that is under way already, when that is why; null for every other error. */
export function findActiveRun(error: unknown): number | null {
  if (!(error instanceof ApiProblem) || error.code !== 'run_active') return null;
  const id = error.members.run_id;
  return typeof id === 'number' ? id : null;
}
