/* How far a sync is, as numbers to show. Says nothing that Atlassian did not tell: no total, no share. */
import type { SyncProgress } from '../api/types.ts';

/** 0…1, or null while there is no honest number. Never 1 before the sync is over. */
export function shareDone(progress: SyncProgress): number | null {
  const pairs: [number, number | null][] = [
    [progress.calls_done, progress.calls_expected],
    [progress.users_done, progress.users_total],
  ];
  const found = pairs.find(([, total]) => total !== null && total > 0);
  if (!found?.[1]) return null;
  return Math.min(found[0] / found[1], 0.99);
}
