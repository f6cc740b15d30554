/* The frame of the app: product name, age of the data, tabs, and the screen of the chosen tab. */
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import { type ComponentType, lazy, type MouseEvent, Suspense } from 'react';

import type { Me } from '../shared/api/types.ts';
import { Link } from '../shared/routing/Link.tsx';
import { Loading } from '../shared/layout/Loading.tsx';
import type { MessageKey } from '../shared/messages/catalogue.ts';
import { useText } from '../shared/messages/LocaleContext.tsx';
import { useRunWatch } from '../features/runs/index.ts';
import { Banners } from './Banners.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import { DataAge } from './DataAge.tsx';
import { NotFound } from './Notices.tsx';
import { navigate, useRoute } from '../shared/routing/router.ts';

type Load = () => Promise<{ default: ComponentType }>;

interface Screen {
  path: string;
  label: MessageKey;
  load: Load;
  Page: ComponentType;
}

const screen = (path: string, label: MessageKey, load: Load): Screen => ({ path, label, load, Page: lazy(load) });

export const SCREENS: readonly Screen[] = [
  screen('dashboard', 'shell.dashboard', () => import('../features/dashboard/DashboardPage.tsx')),
  screen('users', 'shell.users', () => import('../features/browser/UsersPage.tsx')),
  screen('changes', 'shell.changes', () => import('../features/changes/ChangesPage.tsx')),
  screen('tasks', 'shell.tasks', () => import('../features/tasks/TasksPage.tsx')),
  screen('runs', 'shell.runs', () => import('../features/runs/RunsPage.tsx')),
  screen('settings', 'shell.settings', () => import('../features/settings/SettingsPage.tsx')),
];

const findScreen = (path: string | undefined): number =>
  path === undefined ? 0 : SCREENS.findIndex((one) => one.path === path);

/** Begins to load the screen of an address before anything is known of the caller. */
export function preloadScreen(path: string | undefined): void {
  void SCREENS[findScreen(path)]?.load();
}

const CONTENT = 'content';

/** The first stop of the keyboard: past header and tabs, to the screen. The address stays, for it is the router's. */
function SkipLink() {
  const text = useText();
  const skip = (event: MouseEvent): void => {
    event.preventDefault();
    document.getElementById(CONTENT)?.focus();
  };
  return (
    <a className="skip-link" href={`#${CONTENT}`} onClick={skip}>
      {text('shell.skip')}
    </a>
  );
}

function ScreenTabs({ selected }: { selected: number }) {
  const text = useText();
  return (
    <Tabs
      id="screens"
      selected={selected}
      onChange={(index) => navigate(`/${SCREENS[index]?.path ?? ''}`)}
      shouldUnmountTabPanelOnChange
    >
      <div className="shell-tabs">
        <TabList>
          {SCREENS.map(({ path, label }) => (
            <Tab key={path}>{text(label)}</Tab>
          ))}
        </TabList>
      </div>
      {SCREENS.map(({ path, Page }) => (
        <TabPanel key={path}>
          <div className="screen" id={CONTENT} tabIndex={-1}>
            <CrashGuard key={path}>
              <Suspense fallback={<Loading />}>
                <Page />
              </Suspense>
            </CrashGuard>
          </div>
        </TabPanel>
      ))}
    </Tabs>
  );
}

/** Without a chosen tab there are no tabs, which the keyboard could not reach; the screens are named instead. */
function Nowhere() {
  const text = useText();
  return (
    <div id={CONTENT} tabIndex={-1}>
      <NotFound>
        <nav className="row" aria-label={text('shell.screens')}>
          {SCREENS.map(({ path, label }) => <Link key={path} to={`/${path}`}>{text(label)}</Link>)}
        </nav>
      </NotFound>
    </div>
  );
}

export function Shell({ me }: { me: Me }) {
  const text = useText();
  const { path } = useRoute();
  const selected = findScreen(path[0]);
  useRunWatch();
  return (
    <div className="shell">
      <SkipLink />
      <header className="shell-header">
        <div className="shell-product">
          <span className="shell-mark" aria-hidden="true" />
          <span className="shell-name">{text('shell.product')}</span>
          {me.organization && <span className="subtle clip">{me.organization.name}</span>}
        </div>
        <DataAge />
      </header>
      <main>
        <Banners me={me} />
        {selected < 0 ? <Nowhere /> : <ScreenTabs selected={selected} />}
      </main>
    </div>
  );
}
