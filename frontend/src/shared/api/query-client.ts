/* How queries behave everywhere: what is tried again, how long data counts as fresh, how often progress is asked for. */
import { QueryClient } from '@tanstack/react-query';

import { ApiProblem } from './problem.ts';

const FRESH_MS = 15_000;
const MOST_RETRIES = 2;

export function isWorthRetrying(failures: number, error: unknown): boolean {
  if (failures >= MOST_RETRIES) return false;
  return !(error instanceof ApiProblem) || error.status === 429 || error.status >= 502;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, retry: isWorthRetrying, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}

const QUICK_MS = 1_000;
const STEADY_MS = 2_500;
const SLOW_MS = 10_000;

/**
 * How long to wait before asking again how something goes that started `elapsedMs` ago: quick at first, then less
 * and less often. A hidden tab does not ask at all (react-query pauses intervals there).
 */
export function pollingDelay(elapsedMs: number): number {
  if (elapsedMs < 10_000) return QUICK_MS;
  return elapsedMs < 120_000 ? STEADY_MS : SLOW_MS;
}

/** The delay for something with a start time, or false when nothing is under way. */
export function pollWhile(isActive: boolean, startedAt: string | null | undefined, now = Date.now()): number | false {
  if (!isActive) return false;
  return pollingDelay(startedAt ? now - Date.parse(startedAt) : 0);
}
