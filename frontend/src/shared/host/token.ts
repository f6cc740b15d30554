/* Keeps the host's token for a short while, so that a page of twelve requests asks the host once. */

export const TOKEN_KEPT_MS = 60_000;

export interface TokenSource {
  get(): Promise<string>;
  /** Forgets a token that the back end refused. */
  drop(token: string): void;
}

interface Kept {
  token: Promise<string>;
  /** What the promise gave, once it has. */
  value: string | null;
  at: number;
}

export function keepToken(ask: () => Promise<string>, now: () => number = Date.now): TokenSource {
  let kept: Kept | null = null;
  function askAgain(): Promise<string> {
    const fresh: Kept = { token: ask(), value: null, at: now() };
    kept = fresh;
    fresh.token.then(
      (value) => (fresh.value = value),
      () => {
        if (kept === fresh) kept = null;
      },
    );
    return fresh.token;
  }
  return {
    get: () => (kept && now() - kept.at < TOKEN_KEPT_MS ? kept.token : askAgain()),
    drop: (token) => {
      if (kept?.value === token) kept = null;
    },
  };
}
