/* How far the totals of a preview are, asked for while somebody waits for them. */
import { useQuery } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import { keys } from './keys.ts';

const LOOK_MS = 800;

/** Told apart from the same question of another window. */
const WINDOW = Math.random().toString(36).slice(2, 10).padEnd(8, '0');

/** The name of a question, the same for whoever asks it in this window. */
export function nameWatch(question: unknown): string {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify(question)) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return `${WINDOW}-${hash.toString(36)}`;
}

/** The number of people looked at so far; null while nothing is known, and once nobody waits any more. */
export function useLookedAt(watch: string, isWaiting: boolean): number | null {
  const api = useApi();
  const query = useQuery({
    queryKey: keys.previewProgress.of(watch),
    queryFn: () => unwrap(api.GET('/api/v1/tasks/preview-progress', { params: { query: { watch } } })),
    enabled: isWaiting,
    // The first look comes after a while: most totals are there by then.
    initialData: { looked_at: null },
    staleTime: Infinity,
    refetchInterval: LOOK_MS,
    gcTime: 0,
    retry: false,
  });
  return isWaiting ? query.data.looked_at : null;
}
