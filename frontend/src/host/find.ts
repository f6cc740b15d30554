/* Tells which host frames the page, if any. */
import { findBridge } from './bridge.ts';
import { connectHost } from './connect.ts';
import { forgeHost } from './forge.ts';
import type { Host } from './host.ts';

export function findHost(frame: Pick<Window, 'AP' | '__bridge'> = window): Host | null {
  const bridge = findBridge(frame);
  if (bridge) return forgeHost(bridge);
  return frame.AP ? connectHost(frame.AP) : null;
}
