/* How old the data is, the sync that is under way, and the button that starts one. */
import Button from '@atlaskit/button/default/button';
import Spinner from '@atlaskit/spinner';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { FROM_MIRROR, keys, refresh } from '../shared/queries/keys.ts';
import { useCancelSync, useMe, useMirror, useStartSync } from '../shared/queries/session.ts';
import type { Mirror, Sync } from '../shared/api/types.ts';
import { TimeText } from '../shared/display/TimeText.tsx';
import { useHost } from '../shared/host/HostContext.tsx';
import { useFormat, useRichText, useText } from '../shared/messages/LocaleContext.tsx';
import { describeError } from '../shared/domain/describe-error.ts';
import { describeFault } from '../shared/domain/describe-fault.ts';
import { OutageText } from '../shared/display/OutageText.tsx';
import { shareDone } from '../shared/domain/sync-progress.ts';

/** When a sync has ended, seen or between two looks, everything that came from the mirror is asked for again; who ends
    it may also be a key that was refused. */
function useRefreshAfterSync(mirror: Mirror | undefined): void {
  const client = useQueryClient();
  const ended = mirror && `${mirror.last_sync?.id ?? ''} ${mirror.synced_at ?? ''}`;
  const last = useRef(ended);
  useEffect(() => {
    if (last.current !== undefined && ended !== last.current) {
      void refresh(client, [...FROM_MIRROR, keys.me.all]);
    }
    last.current = ended;
  }, [ended, client]);
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

interface AgeProps {
  syncedAt: string | null;
  error: string | null;
}

/** A failed sync takes nothing from what was read before, so the age of that stays in sight beside the failure. */
function AgeText({ syncedAt, error }: AgeProps) {
  const text = useText();
  const rich = useRichText();
  return (
    <>
      <span>{syncedAt ? rich('shell.dataAge', { age: <TimeText iso={syncedAt} isPast /> }) : text('shell.dataNever')}</span>
      {error && <span className="danger-text"> · {text('shell.syncFailed', { error })}</span>}
    </>
  );
}

export function DataAge() {
  const text = useText();
  const host = useHost();
  const { data: mirror } = useMirror();
  const start = useStartSync();
  const cancel = useCancelSync();
  const active = mirror?.active_sync ?? null;
  useRefreshAfterSync(mirror);
  const sync = (): void =>
    start.mutate(undefined, {
      onError: (error) => host.showFlag({ kind: 'error', title: text('common.errorSave'), body: describeError(error, text) }),
    });
  const stop = (id: number): void =>
    cancel.mutate(id, {
      onError: (error) => host.showFlag({ kind: 'error', title: text('common.errorSave'), body: describeError(error, text) }),
    });
  const isKeyDead = useMe().data?.organization?.key_status === 'dead';
  const failed = mirror?.last_sync?.state === 'failed' ? describeFault(mirror.last_sync, text) : null;
  const error = failed && isKeyDead ? text('runs.reason_key_dead') : failed;
  return (
    <div className="data-age">
      <span className="subtle small">
        {active ? <SyncText sync={active} /> : mirror && <AgeText syncedAt={mirror.synced_at} error={error} />}
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
