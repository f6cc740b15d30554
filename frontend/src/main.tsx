/* The start: find the host, take its language, time zone and theme, then render. */
import '@atlaskit/css-reset';
import 'virtual:design-tokens.css';
import './shared/styles/base.css';
import './shared/styles/shell.css';
import './shared/styles/components.css';
import './shared/styles/dashboard.css';
import './shared/styles/filters.css';
import './shared/styles/settings.css';
import './shared/styles/setup.css';
import './shared/styles/users.css';

import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { ApiProvider, createApi } from './shared/api/client.ts';
import { createQueryClient } from './shared/api/query-client.ts';
import { prefetchMe } from './shared/queries/session.ts';
import { App } from './app/App.tsx';
import { NoHost } from './app/Notices.tsx';
import { currentRoute, startRouter } from './shared/routing/router.ts';
import { preloadScreen } from './app/Shell.tsx';
import { findHost } from './shared/host/find.ts';
import type { Host } from './shared/host/host.ts';
import { HostProvider } from './shared/host/HostContext.tsx';
import { loadCatalogue } from './shared/messages/load-catalogue.ts';
import { LocaleProvider } from './shared/messages/LocaleContext.tsx';

async function renderPage(host: Host | null, content: ReactNode): Promise<void> {
  const [asked, zone] = await Promise.all([host?.getLocale(), host?.getTimeZone()]);
  const locale = asked ?? navigator.language;
  const catalogue = await loadCatalogue(locale);
  document.documentElement.lang = locale;
  const timeZone = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has lost its root element.');
  // No theme provider: the host sets the attributes on <html>, the static sheet of tokens does the rest.
  createRoot(root).render(
    <LocaleProvider catalogue={catalogue} locale={locale} timeZone={timeZone}>
      {content}
    </LocaleProvider>,
  );
}

async function start(): Promise<void> {
  const host = await findHost();
  if (!host) return renderPage(null, <NoHost />);
  host.followTheme();
  host.fillWindow();
  startRouter(host.routes);
  const api = createApi(host);
  const queries = createQueryClient();
  // These need neither each other nor the language: on a slow line every wait counts.
  prefetchMe(queries, api);
  preloadScreen(currentRoute().path[0]);
  return renderPage(
    host,
    <HostProvider value={host}>
      <ApiProvider value={api}>
        <QueryClientProvider client={queries}>
          <App />
        </QueryClientProvider>
      </ApiProvider>
    </HostProvider>,
  );
}

void start();
