/* The frame of the app: product name, age of the data, tabs, and the screen of the chosen tab. */
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs';
import { type ComponentType, lazy, Suspense } from 'react';

import type { Me } from '../api/types.ts';
import { Loading } from '../components/Loading.tsx';
import type { MessageKey } from '../messages/catalogue.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { Banners } from './Banners.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import { DataAge } from './DataAge.tsx';
import { NotFound } from './Notices.tsx';
import { navigate, useRoute } from './router.ts';

interface Screen {
  path: string;
  label: MessageKey;
  Page: ComponentType;
}

export const SCREENS: readonly Screen[] = [
  { path: 'dashboard', label: 'shell.dashboard', Page: lazy(() => import('../dashboard/DashboardPage.tsx')) },
  { path: 'users', label: 'shell.users', Page: lazy(() => import('../users/UsersPage.tsx')) },
  { path: 'tasks', label: 'shell.tasks', Page: lazy(() => import('../tasks/TasksPage.tsx')) },
  { path: 'runs', label: 'shell.runs', Page: lazy(() => import('../runs/RunsPage.tsx')) },
  { path: 'settings', label: 'shell.settings', Page: lazy(() => import('../settings/SettingsPage.tsx')) },
];

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
          {SCREENS.map((screen) => (
            <Tab key={screen.path}>{text(screen.label)}</Tab>
          ))}
        </TabList>
      </div>
      {SCREENS.map(({ path, Page }) => (
        <TabPanel key={path}>
          <div className="screen">
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

export function Shell({ me }: { me: Me }) {
  const text = useText();
  const { path } = useRoute();
  const selected = path.length === 0 ? 0 : SCREENS.findIndex((screen) => screen.path === path[0]);
  return (
    <div className="shell">
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
        {selected < 0 ? <NotFound /> : <ScreenTabs selected={selected} />}
      </main>
    </div>
  );
}
