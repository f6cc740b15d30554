/* The part of Forge's bridge (platform contract 4.5) that the page uses.
   Forge puts `__bridge` into every Custom UI page; `callBridge` is what its own package is made of. Calling it
   directly keeps 76 packages out of the page. */

export interface Bridge {
  callBridge: (action: string, payload?: unknown) => Promise<unknown>;
}

declare global {
  interface Window {
    __bridge?: Partial<Bridge>;
  }
}

/** What `getContext` tells; everything may be missing. */
export interface BridgeContext {
  locale?: string;
  timezone?: string;
  /** DEVELOPMENT, STAGING or PRODUCTION. */
  environmentType?: string;
}

/** What the proxy brings back from our back end. */
export interface BridgeAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: unknown;
}

/** Forge's answer to `invoke`: `payload` for 2xx, `error` for everything else that our back end said. */
export interface Invoked {
  success?: boolean;
  payload?: BridgeAnswer;
  error?: BridgeAnswer;
}

export interface BridgeLocation {
  pathname: string;
  search?: string;
}

export interface BridgeHistory {
  location: BridgeLocation;
  push(path: string): void;
  replace(path: string): void;
  listen(listener: (location: BridgeLocation, action: string) => void): unknown;
}

export function findBridge(frame: Pick<Window, '__bridge'>): Bridge | null {
  const bridge = frame.__bridge;
  return bridge && typeof bridge.callBridge === 'function' ? { callBridge: bridge.callBridge } : null;
}
