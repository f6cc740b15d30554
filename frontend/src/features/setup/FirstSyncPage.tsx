/* The first sync: how far it is and when it will be done, as far as that can be said honestly. */
import Button from '@atlaskit/button/default/button';
import ProgressBar from '@atlaskit/progress-bar';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { keys, refresh } from '../../shared/queries/keys.ts';
import { useMirror, useStartSync } from '../../shared/queries/session.ts';
import type { Me, Mirror, Sync } from '../../shared/api/types.ts';
import { describeError } from '../../shared/domain/describe-error.ts';
import { describeFault } from '../../shared/domain/describe-fault.ts';
import { OutageText } from '../../shared/display/OutageText.tsx';
import { shareDone } from '../../shared/domain/sync-progress.ts';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { Facts } from '../../shared/layout/Facts.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import SectionMessage from '@atlaskit/section-message';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { EarlierInstallation } from './EarlierInstallation.tsx';

function Progress({ sync }: { sync: Sync }) {
  const text = useText();
  const format = useFormat();
  const { progress } = sync;
  const share = shareDone(progress);
  const count = (done: number, total: number | null): string =>
    total === null ? text('setup.done', { done }) : text('setup.doneOf', { done, total });
  const eta =
    progress.eta_seconds === null ? text('shell.syncNoEta') : text('shell.syncLeft', { duration: format.duration(progress.eta_seconds) });
  return (
    <div className="stack">
      <ProgressBar
        ariaLabel={text('shell.syncing')}
        value={share ?? 0}
        isIndeterminate={share === null}
      />
      <p role="status">
        {sync.state === 'queued' && text('shell.syncWaiting')}
        {sync.waiting && <OutageText outage={sync.waiting} />}
        {sync.state === 'running' && !sync.waiting && [share === null ? null : format.percent(share), eta].filter(Boolean).join(' · ')}
      </p>
      <Facts
        facts={[
          [text('setup.users'), count(progress.users_done, progress.users_total)],
          [text('setup.groups'), count(progress.groups_done, progress.groups_total)],
          [text('setup.calls'), count(progress.calls_done, progress.calls_expected)],
        ]}
      />
      <p className="subtle">{text('setup.firstSyncBody')}</p>
    </div>
  );
}

function StartAgain({ failed }: { failed: Sync | null }) {
  const text = useText();
  const start = useStartSync();
  return (
    <div className="stack">
      {failed && (
        <SectionMessage appearance="error" headingLevel="h2" title={text('setup.firstSyncFailed')}>
          <p>
            {describeFault(failed, text)} {text('setup.firstSyncFailedBody')}
          </p>
        </SectionMessage>
      )}
      {start.isError && <ErrorPanel error={start.error} title={describeError(start.error, text)} />}
      <div>
        <Button appearance="primary" isLoading={start.isPending} onClick={() => start.mutate()}>
          {text('setup.firstSyncStart')}
        </Button>
      </div>
    </div>
  );
}

function View({ mirror }: { mirror: Mirror }) {
  const client = useQueryClient();
  const isReady = mirror.synced_at !== null;
  useEffect(() => {
    if (isReady) void refresh(client, [keys.me.all]);
  }, [isReady, client]);
  if (mirror.active_sync) return <Progress sync={mirror.active_sync} />;
  if (isReady) return null;
  return <StartAgain failed={mirror.last_sync?.state === 'failed' ? mirror.last_sync : null} />;
}

export default function FirstSyncPage({ me }: { me: Me }) {
  const text = useText();
  const mirror = useMirror();
  return (
    <main className="setup">
      <PageHeader
        title={text('setup.firstSyncTitle')}
        subtitle={me.organization && text('setup.firstSyncConnected', { organization: me.organization.name })}
      />
      <div className="setup-box">
        <EarlierInstallation />
        <QueryView query={mirror}>{(data) => <View mirror={data} />}</QueryView>
      </div>
    </main>
  );
}
