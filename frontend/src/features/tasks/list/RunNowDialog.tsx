/* Run Now: says who would be changed before it starts, and links to the run that is in the way if there is one. */
import Button from '@atlaskit/button/default/button';
import Spinner from '@atlaskit/spinner';
import { useState } from 'react';

import { useMirror, useStartSync } from '../../../shared/queries/session.ts';
import type { Preview, Run, Task } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { DataMoment } from '../../../shared/display/DataMoment.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { Link } from '../../../shared/routing/Link.tsx';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { BlackoutRefusal, findActiveRun } from '../../runs/index.ts';
import { findBlackout } from '../../../shared/domain/blackout.ts';
import { sumReasons } from '../../../shared/domain/progress.ts';
import { PreviewHolds, usePreviewTotals } from '../../plan/index.ts';
import { planOf } from '../editor/build-plan.ts';
import { describeAction } from '../../../shared/domain/sentences.ts';
import { useRunNow } from '../../../shared/queries/tasks.ts';

interface Props {
  task: Task;
  onClose: () => void;
  /** To look at each user before it is started. */
  onPreview?: () => void;
  onStarted: (run: Run) => void;
}

export function RunNowDialog({ task, onClose, onPreview, onStarted }: Props) {
  const text = useText();
  const run = useRunNow();
  const isLive = task.mode === 'live';
  const activeRun = findActiveRun(run.error);
  const [isEmergency, setEmergency] = useState(false);
  const isBlackout = findBlackout(run.error) !== null;
  return (
    <ConfirmDialog
      title={text(isLive ? 'tasks.runTitle' : 'modes.runTitle', { name: task.name })}
      confirmLabel={text(isLive ? 'tasks.runNow' : 'modes.runNow')}
      isBusy={run.isPending}
      onConfirm={() => run.mutate({ id: task.id, isEmergency: isBlackout && isEmergency }, { onSuccess: onStarted })}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{text(isLive ? 'tasks.runBody' : 'modes.runBody')}</p>
        <Steps task={task} />
        <Impact task={task} />
        {onPreview && task.filter !== null && (
          <p>
            <button type="button" className="link-button" onClick={onPreview}>
              {text('tasks.runPreview')}
            </button>
          </p>
        )}
        {activeRun !== null && (
          <p role="alert">
            <span className="danger-text">{text('tasks.runActive')}</span>{' '}
            <Link to={`/runs/${activeRun}`}>{text('tasks.runActiveLink')}</Link>
          </p>
        )}
        <BlackoutRefusal error={run.error} isEmergency={isEmergency} onChange={setEmergency} />
        {run.isError && activeRun === null && !isBlackout && (
          <ErrorPanel error={run.error} title={text('tasks.runRefused')} />
        )}
      </div>
    </ConfirmDialog>
  );
}

/** What is done to each of them, so that nobody starts a suspension for what was an onboarding. */
function Steps({ task: { actions, names } }: { task: Task }) {
  const text = useText();
  const format = useFormat();
  if (actions.length === 0) return null;
  return (
    <ol className="cell-list" aria-label={text('tasks.actions')}>
      {actions.map((action, index) => (
        <li key={index}>{describeAction(action, names, text, format)}</li>
      ))}
    </ol>
  );
}

function Impact({ task }: { task: Task }) {
  const text = useText();
  const plan = planOf(task);
  const query = usePreviewTotals(plan);
  const totals = query.data;
  if (!plan || query.isError) return null;
  if (!totals) {
    return (
      <p className="row subtle" role="status">
        <Spinner size="small" label="" />
        {text('tasks.previewLoading')}
      </p>
    );
  }
  const count = totals.affected_users ?? 0;
  const isHeld = task.max_users !== null && count > task.max_users;
  return (
    <div role="status" className="stack-tight">
      <p>
        <strong>
          {count === 0
            ? text('tasks.runNobody')
            : text('tasks.runAffected', { count, matched: totals.matched_users ?? 0 })}
        </strong>
      </p>
      {sumReasons(totals.failed) > 0 && <p>{text('tasks.runFailing', { count: sumReasons(totals.failed) })}</p>}
      {sumReasons(totals.skipped) > 0 && <p>{text('tasks.runSkipped', { count: sumReasons(totals.skipped) })}</p>}
      <DataAndSync totals={totals} />
      <PreviewHolds preview={totals} />
      {isHeld && <p>{text('tasks.runHeld', { limit: task.max_users ?? 0 })}</p>}
    </div>
  );
}

/** Of when these numbers are, and the choice to read everybody first; the numbers follow when that has ended. */
function DataAndSync({ totals }: { totals: Preview }) {
  const text = useText();
  const { data: mirror } = useMirror();
  const start = useStartSync();
  const isSyncing = start.isPending || mirror?.active_sync != null;
  return (
    <>
      <p className="row subtle">
        <span>
          <DataMoment readAt={totals.data_read_at} groupsReadAt={totals.groups_read_at} />
        </span>
        <Button spacing="compact" isDisabled={isSyncing} onClick={() => start.mutate()}>
          {text(isSyncing ? 'shell.syncing' : 'tasks.runSyncFirst')}
        </Button>
      </p>
      {start.isError && <ErrorPanel error={start.error} title={text('tasks.runSyncRefused')} />}
    </>
  );
}
