/* Keeps the host's token for a short while, so that a page of twelve requests asks the host once. */

export const TOKEN_KEPT_MS = 60_000;

export interface TokenSource {
  get(): Promise<string>;
  /** Forgets a token that the back end refused. */
  drop(token: string): void;
}

export function keepToken(ask: () => Promise<string>, now: () => number = Date.now): TokenSource {
  let kept: { token: Promise<string>; at: number } | null = null;
  return {
    get() {
      if (kept && now() - kept.at < TOKEN_KEPT_MS) return kept.token;
      const fresh = { token: ask(), at: now() };
      kept = fresh;
      fresh.token.catch(() => {
        if (kept === fresh) kept = null;
      });
      return fresh.token;
    },
    drop(token) {
      const current = kept;
      void current?.token.then((known) => {
        if (known === token && kept === current) kept = null;
      });
    },
  };
}
