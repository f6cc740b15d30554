/* What the page needs from whatever frames it. Nothing else in the front end speaks to the host. */

export type FlagKind = 'success' | 'info' | 'warning' | 'error';

export interface Flag {
  kind: FlagKind;
  title: string;
  body?: string;
}

/** Where the page is (`/users?sort=name`), kept in the host's own address so that a reload returns to it. */
export interface RouteKeeper {
  read(): string;
  push(route: string): void;
  replace(route: string): void;
  onBack(listener: (route: string) => void): void;
}

export interface Host {
  readonly kind: 'connect' | 'forge';
  /** Sends a request to our own back end with the caller's token. */
  fetch(request: Request): Promise<Response>;
  /** Takes all the room the host gives; the page scrolls inside. */
  fillWindow(): void;
  showFlag(flag: Flag): void;
  /** Lets the host set `data-color-mode` on <html>, now and whenever it changes. */
  followTheme(): void;
  /** The user's BCP 47 language tag and IANA time zone, or null where the host does not say. */
  getLocale(): Promise<string | null>;
  getTimeZone(): Promise<string | null>;
  readonly routes: RouteKeeper | null;
}

export class HostSilence extends Error {
  constructor(question: string) {
    super(`The host did not answer: ${question}`);
    this.name = 'HostSilence';
  }
}
