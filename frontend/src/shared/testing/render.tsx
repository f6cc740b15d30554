/* Renders a component as the page would: host, API, language and queries around it. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';

import { ApiProvider, createApi } from '../api/client.ts';
import type { Flag, Host } from '../host/host.ts';
import { HostProvider } from '../host/HostContext.tsx';
import { type Catalogue, en } from '../messages/catalogue.ts';
import { LocaleProvider } from '../messages/LocaleContext.tsx';
import { FakeServer } from './fake-server.ts';

export interface FakeHost extends Host {
  readonly flags: Flag[];
}

export function createFakeHost(server: FakeServer): FakeHost {
  const flags: Flag[] = [];
  return {
    kind: 'connect',
    flags,
    fetch: server.fetch,
    fillWindow: () => undefined,
    showFlag: (flag) => flags.push(flag),
    followTheme: () => undefined,
    getLocale: () => Promise.resolve('en-US'),
    getTimeZone: () => Promise.resolve('UTC'),
    routes: null,
  };
}

interface Language {
  catalogue: Catalogue;
  locale: string;
}

const ENGLISH: Language = { catalogue: en, locale: 'en-US' };

export function renderPart(content: ReactNode, server: FakeServer = new FakeServer(), language: Language = ENGLISH) {
  const host = createFakeHost(server);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const around = (children: ReactNode) => (
    <HostProvider value={host}>
      <ApiProvider value={createApi(host, 'http://app.test')}>
        <QueryClientProvider client={queries}>
          <LocaleProvider {...language} timeZone="UTC">
            {children}
          </LocaleProvider>
        </QueryClientProvider>
      </ApiProvider>
    </HostProvider>
  );
  const view = render(around(content));
  return { ...view, host, server, queries, user: userEvent.setup(), update: (next: ReactNode) => view.rerender(around(next)) };
}

/** Finds the innermost element that reads so, whatever elements its words stand in (times are elements of their own). */
export function reading(pattern: RegExp) {
  const reads = (element: Element): boolean => pattern.test(element.textContent.replace(/[\u00a0\u202f]/g, ' '));
  return (_: string, element: Element | null): boolean =>
    element !== null && reads(element) && ![...element.children].some(reads);
}
