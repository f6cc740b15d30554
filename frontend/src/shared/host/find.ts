/* Tells which host frames the page, if any. The code for Forge is loaded only there. */
import { findBridge } from './bridge.ts';
import { connectHost } from './connect.ts';
import type { Host } from './host.ts';

export async function findHost(frame: Pick<Window, 'AP' | '__bridge'> = window): Promise<Host | null> {
  const bridge = findBridge(frame);
  if (bridge) return (await import('./forge.ts')).forgeHost(bridge);
  return frame.AP ? connectHost(frame.AP) : null;
}
