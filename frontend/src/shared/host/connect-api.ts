/* The part of the Connect script's interface (platform contract 6.1) that the page uses. */

export interface ConnectApi {
  context: { getToken(callback: (token: string) => void): unknown };
  sizeToParent?: (hideFooter?: boolean) => void;
  flag?: { create(detail: { title: string; body: string; type: string; close: 'auto' | 'manual' }): unknown };
  history?: {
    getState(): unknown;
    pushState(route: string): void;
    replaceState(route: string): void;
    popState(callback: (event: unknown) => void): void;
  };
  user?: {
    getLocale?: (callback: (locale: string) => void) => unknown;
    getTimeZone?: (callback: (timeZone: string) => void) => unknown;
  };
  theming?: { initializeTheming(): void };
}

declare global {
  interface Window {
    AP?: ConnectApi;
  }
}
