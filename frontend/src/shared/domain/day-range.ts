/* From one day to another, as date fields have them (2026-01-31) and as the API is asked. */

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Both days count whole, in UTC. What is not filled in, or no day yet, is left out. */
export function toMoments(since: string, until: string): { since?: string; until?: string } {
  return {
    ...(isDay(since) ? { since: `${since}T00:00:00Z` } : {}),
    ...(isDay(until) ? { until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS).toISOString() } : {}),
  };
}

const isDay = (typed: string): boolean => DAY.test(typed) && typed >= '2000' && typed < '9000' && !Number.isNaN(Date.parse(typed));
