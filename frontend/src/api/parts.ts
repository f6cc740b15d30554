/* Downloads of any size: fetched in parts that the page puts together, with progress, and until somebody cancels.
   A whole file would be too large for what hosts carry (platform contract 4.2). */
import { isWorthRetrying } from './queries.ts';
import type { components } from './schema.d.ts';

export type FilePart = components['schemas']['FilePart'];
export type FileKind = 'csv' | 'json';

export interface Progress {
  done: number;
  total: number;
}

/** Asks for the first part (no cursor) or for the one behind a cursor. */
export type AskPart = (cursor: string | null, signal: AbortSignal) => Promise<FilePart>;

export const TYPES: Readonly<Record<FileKind, string>> = { csv: 'text/csv;charset=utf-8', json: 'application/json' };
const RETRY_AFTER_MS = 1_500;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function askPatiently(ask: AskPart, cursor: string | null, signal: AbortSignal): Promise<FilePart> {
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await ask(cursor, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isWorthRetrying(failures, error)) throw error;
      await wait(RETRY_AFTER_MS * (failures + 1));
    }
  }
}

/** The whole file. Rejects with what a part is refused with, and with an AbortError when it is cancelled. */
export async function joinParts(
  ask: AskPart,
  kind: FileKind,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Blob> {
  const texts: string[] = [];
  let cursor: string | null = null;
  do {
    const part: FilePart = await askPatiently(ask, cursor, signal);
    texts.push(part.text);
    cursor = part.next_cursor ?? null;
    onProgress({ done: part.done, total: part.total });
  } while (cursor !== null);
  signal.throwIfAborted();
  return new Blob(texts, { type: TYPES[kind] });
}
