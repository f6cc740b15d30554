/* Decides what the caller sees first: a refusal, the set-up, the first sync, or the app. */
import { lazy, Suspense } from 'react';

import { readProof } from '../shared/queries/organization.ts';
import { ApiProblem } from '../shared/api/problem.ts';
import { useMe } from '../shared/queries/session.ts';
import { ErrorPanel } from '../shared/layout/ErrorPanel.tsx';
import { Loading } from '../shared/layout/Loading.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import { NoLicense, Refused, SessionOver, Uninstalled } from './Notices.tsx';
import { Shell } from './Shell.tsx';

const SetupPage = lazy(() => import('../features/setup/SetupPage.tsx'));
const FirstSyncPage = lazy(() => import('../features/setup/FirstSyncPage.tsx'));

function FirstError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error instanceof ApiProblem) {
    if (error.code === 'needs_proof') return <SetupPage proof={readProof(error)} />;
    if (error.code === 'app_uninstalled') return <Uninstalled />;
    if (error.code === 'no_license') return <NoLicense />;
    if (error.status === 401) return <SessionOver />;
    if (error.status === 403) return <Refused />;
  }
  return (
    <div className="screen">
      <ErrorPanel error={error} onRetry={onRetry} />
    </div>
  );
}

function Entrance() {
  const me = useMe();
  if (me.isPending) return <Loading />;
  if (me.isError && !me.data) return <FirstError error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data.is_allowed) return <Refused />;
  if (me.data.setup === 'first_sync') return <FirstSyncPage me={me.data} />;
  return <Shell me={me.data} />;
}

export function App() {
  return (
    <CrashGuard>
      <Suspense fallback={<Loading />}>
        <Entrance />
      </Suspense>
    </CrashGuard>
  );
}
