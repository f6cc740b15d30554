/* What an error says to an admin. */
import { ApiProblem } from '../api/problem.ts';
import type { Text } from '../messages/LocaleContext.tsx';

export function describeError(error: unknown, text: Text): string {
  if (!(error instanceof ApiProblem)) return text('common.errorOffline');
  if (error.status === 401) return text('common.errorSession');
  if (error.code === 'version_conflict') return text('common.errorConflict');
  return error.detail || text('common.errorUnreadable', { status: error.status });
}
