/* Dashboard: users and apps at a glance, what runs next, what failed, what to do first. */
import Button from '@atlaskit/button/default/button';
import { useState } from 'react';

import { buildAddress, navigate, useRoute } from '../../shared/routing/router.ts';
import { useDashboard } from './queries.ts';
import type { Dashboard } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { SiteSelect } from '../../shared/pickers/SiteSelect.tsx';
import { AppTable } from './AppTable.tsx';
import { AppTile } from './AppTile.tsx';
import { Attention } from './Attention.tsx';
import { HistorySection } from './history/HistorySection.tsx';
import { NextSteps } from './NextSteps.tsx';
import { RecentChanges } from './RecentChanges.tsx';
import { Failures, Upcoming, Waiting } from './RunLists.tsx';
import { UserNumbers } from './UserNumbers.tsx';

function Apps({ data }: { data: Dashboard }) {
  const text = useText();
  const [isTable, setTable] = useState(false);
  const { apps, inactivity_days: days } = data;
  if (apps.length === 0) return <p className="subtle">{text('dashboard.noApps')}</p>;
  return (
    <Section
      title={text('dashboard.appsTitle')}
      level={2}
      actions={
        <Button spacing="compact" onClick={() => setTable(!isTable)}>
          {text(isTable ? 'dashboard.cards' : 'dashboard.table')}
        </Button>
      }
    >
      <p className="subtle small">
        {text('dashboard.appsNote', { count: days })} <Link to="/settings/general">{text('dashboard.changeThreshold')}</Link>
      </p>
      {isTable ? (
        <AppTable apps={apps} days={days} />
      ) : (
        <ul className="tiles">
          {apps.map((app) => (
            <AppTile key={app.resource_id} app={app} days={days} />
          ))}
        </ul>
      )}
    </Section>
  );
}

export default function DashboardPage() {
  const text = useText();
  const siteId = useRoute().params.get('site');
  const query = useDashboard(siteId);
  return (
    <>
      <PageHeader
        title={text('dashboard.title')}
        actions={
          <SiteSelect
            siteId={siteId}
            onChange={(site) => navigate(buildAddress('/dashboard', { site }), { replace: true })}
          />
        }
      />
      <QueryView query={query}>
        {(data) => (
          <div className="dashboard">
            <Attention attention={data.attention} />
            <NextSteps days={data.inactivity_days} />
            <Section title={text('dashboard.usersTitle')} level={2}>
              <UserNumbers numbers={data.users} siteId={siteId} />
            </Section>
            <Waiting waiting={data.waiting} />
            <RecentChanges changes={data.changes} />
            <div className="dashboard-columns">
              <Upcoming upcoming={data.upcoming} />
              <Failures failures={data.failures} />
            </div>
            <Apps data={data} />
            {data.apps.length > 0 && <HistorySection siteId={siteId} threshold={data.inactivity_days} />}
          </div>
        )}
      </QueryView>
    </>
  );
}
