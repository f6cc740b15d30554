/* How old the data is, the sync that is under way, and the button that starts one. */
import Button from '@atlaskit/button/new';
import Spinner from '@atlaskit/spinner';
import Tooltip from '@atlaskit/tooltip';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { FROM_MIRROR, useCancelSync, useMirror, useStartSync } from '../api/session.ts';
import type { Sync } from '../api/types.ts';
import { useHost } from '../host/HostContext.tsx';
import { useFormat, useText } from '../messages/LocaleContext.tsx';
import { useTick } from '../components/useTick.ts';
import { describeError } from './describeError.ts';
import { OutageText } from './OutageText.tsx';
import { shareDone } from './sync-progress.ts';

/** When a sync ends, everything that came from the mirror is asked for again. */
function useRefreshAfterSync(activeId: number | undefined): void {
  const client = useQueryClient();
  const last = useRef(activeId);
  useEffect(() => {
    if (last.current !== undefined && activeId !== last.current) {
      for (const key of FROM_MIRROR) void client.invalidateQueries({ queryKey: [key] });
    }
    last.current = activeId;
  }, [activeId, client]);
}

function SyncText({ sync }: { sync: Sync }) {
  const text = useText();
  const format = useFormat();
  const share = shareDone(sync.progress);
  const { eta_seconds: eta } = sync.progress;
  if (sync.waiting) {
    return (
      <span className="danger-text" role="status">
        <OutageText outage={sync.waiting} />
      </span>
    );
  }
  const parts = [text('shell.syncing')];
  if (sync.state === 'queued') parts.push(text('shell.syncWaiting'));
  else if (share !== null) parts.push(text('shell.syncPercent', { percent: format.percent(share) }));
  if (eta !== null && sync.state === 'running') parts.push(text('shell.syncLeft', { duration: format.duration(eta) }));
  return (
    <span className="row" role="status">
      <Spinner size="small" label="" />
      {parts.join(' · ')}
    </span>
  );
}

function AgeText({ syncedAt, error }: { syncedAt: string | null; error: string | null }) {
  const text = useText();
  const format = useFormat();
  useTick();
  if (error) return <span className="danger-text">{text('shell.syncFailed', { error })}</span>;
  if (!syncedAt) return <span>{text('shell.dataNever')}</span>;
  return (
    <Tooltip content={text('shell.dataAgeAt', { time: format.dateTime(syncedAt) })} tag="span">
      <span>{text('shell.dataAge', { age: format.relative(syncedAt) })}</span>
    </Tooltip>
  );
}

export function DataAge() {
  const text = useText();
  const host = useHost();
  const { data: mirror } = useMirror();
  const start = useStartSync();
  const cancel = useCancelSync();
  const active = mirror?.active_sync ?? null;
  useRefreshAfterSync(active?.id);
  const sync = (): void =>
    start.mutate(undefined, {
      onError: (error) => host.showFlag({ kind: 'error', title: text('common.errorSave'), body: describeError(error, text) }),
    });
  const stop = (id: number): void =>
    cancel.mutate(id, {
      onError: (error) => host.showFlag({ kind: 'error', title: text('common.errorSave'), body: describeError(error, text) }),
    });
  const failed = mirror?.last_sync?.state === 'failed' ? mirror.last_sync.error : null;
  return (
    <div className="data-age">
      <span className="subtle small">
        {active ? <SyncText sync={active} /> : mirror && <AgeText syncedAt={mirror.synced_at} error={failed} />}
      </span>
      {active?.waiting && (
        <Button spacing="compact" onClick={() => stop(active.id)} isDisabled={cancel.isPending}>
          {text('shell.syncCancel')}
        </Button>
      )}
      <Button spacing="compact" onClick={sync} isDisabled={active !== null || start.isPending}>
        {text('shell.syncUsers')}
      </Button>
    </div>
  );
}
