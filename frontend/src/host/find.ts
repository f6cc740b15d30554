/* Tells which host frames the page, if any. */
import { connectHost } from './connect.ts';
import type { Host } from './host.ts';

export function findHost(frame: Pick<Window, 'AP'> = window): Host | null {
  return frame.AP ? connectHost(frame.AP) : null;
}
