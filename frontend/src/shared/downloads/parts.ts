/* Downloads of any size: fetched in parts that the page puts together, with progress, and until somebody cancels.
   A whole file would be too large for what hosts carry (platform contract 4.2). */
import { isWorthRetrying } from '../api/query-client.ts';
import type { components } from '../api/schema.d.ts';

export type FilePart = components['schemas']['FilePart'];
export type FileKind = 'csv' | 'json' | 'jsonl';

export interface Progress {
  done: number;
  total: number;
}

/** Asks for the first part (no cursor) or for the one behind a cursor. */
export type AskPart = (cursor: string | null, signal: AbortSignal) => Promise<FilePart>;

export const TYPES: Readonly<Record<FileKind, string>> = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  jsonl: 'application/jsonl',
};
const RETRY_AFTER_MS = 1_500;

export interface WholeFile {
  content: Blob;
  /** What the file tells of changed while its parts were fetched. */
  isMixed: boolean;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Gives up as soon as it is cancelled: a call through Forge's bridge cannot be stopped, and may last 25 s. */
function unlessCancelled<Value>(answer: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

async function askPatiently(ask: AskPart, cursor: string | null, signal: AbortSignal): Promise<FilePart> {
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await unlessCancelled(ask(cursor, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isWorthRetrying(failures, error)) throw error;
      await unlessCancelled(wait(RETRY_AFTER_MS * (failures + 1)), signal);
    }
  }
}

/** The whole file. Rejects with what a part is refused with, and with an AbortError when it is cancelled. */
export async function joinParts(
  ask: AskPart,
  kind: FileKind,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<WholeFile> {
  // Blobs, because the browser may keep them outside of the page's memory.
  const pieces: Blob[] = [];
  let cursor: string | null = null;
  for (;;) {
    const part: FilePart = await askPatiently(ask, cursor, signal);
    pieces.push(new Blob([part.text]));
    onProgress({ done: part.done, total: part.total });
    signal.throwIfAborted();
    cursor = part.next_cursor;
    if (cursor === null) return { content: new Blob(pieces, { type: TYPES[kind] }), isMixed: part.is_mixed };
  }
}
