/* Undo, after a preview: a new run puts back what this one changed, where nobody changed it since. */
import Button from '@atlaskit/button/default/button';
import Checkbox from '@atlaskit/checkbox';
import { useState } from 'react';

import { useRight } from '../../../shared/queries/session.ts';
import type { Run } from '../../../shared/api/types.ts';
import { navigate } from '../../../shared/routing/router.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { Link } from '../../../shared/routing/Link.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { PreviewPages } from '../../plan/index.ts';
import { findActiveRun } from './active-run.ts';
import { findBlackout } from '../../../shared/domain/blackout.ts';
import { BlackoutRefusal } from './BlackoutRefusal.tsx';
import { useUndo, useUndoTotals, useUndoUsers } from '../queries.ts';
import { ScheduleStillOn } from './ScheduleStillOn.tsx';

export function UndoRun({ run }: { run: Run }) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{text('runs.undo')}</Button>
      {isAsking && <UndoDialog run={run} onClose={() => setAsking(false)} />}
    </>
  );
}

function UndoDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const text = useText();
  const undo = useUndo(run.id);
  const query = useUndoUsers(run.id);
  const totals = useUndoTotals(run.id);
  const activeRun = findActiveRun(undo.error);
  const mayRelease = useRight('release');
  const [isEmergency, setEmergency] = useState(false);
  const isBlackout = findBlackout(undo.error) !== null;
  const wouldWait = (totals.data?.holds ?? []).length > 0;
  return (
    <ConfirmDialog
      title={text('runs.undoTitle')}
      confirmLabel={text('runs.undo')}
      appearance="warning"
      width="x-large"
      isBusy={undo.isPending}
      error={activeRun === null && !isBlackout ? undo.error : null}
      onConfirm={() => undo.mutate(isEmergency, { onSuccess: ({ id }) => navigate(`/runs/${id}`) })}
      onCancel={onClose}
    >
      {/* Focusable, so that a long preview can be scrolled by keyboard. */}
      <div className="stack" tabIndex={0} role="group" aria-label={text('tasks.preview')}>
        <p>{text('runs.undoBody', { count: run.counts.affected })}</p>
        {activeRun !== null && (
          <p role="alert">
            <span className="danger-text">{text('runs.undoActive')}</span>{' '}
            <Link to={`/runs/${activeRun}`}>{text('runs.undoActiveLink')}</Link>
          </p>
        )}
        {run.task_id !== null && <ScheduleStillOn taskId={run.task_id} />}
        <PreviewPages
          query={query}
          totals={totals}
          maxUsers={null}
          words={{ nobody: 'runs.undoNobody', nothing: 'runs.undoNothing' }}
        />
        <BlackoutRefusal error={undo.error} isEmergency={isEmergency} onChange={setEmergency} />
        {wouldWait && mayRelease && !isBlackout && (
          <div>
            <Checkbox
              label={text('runs.undoEmergency')}
              isChecked={isEmergency}
              onChange={(event) => setEmergency(event.currentTarget.checked)}
            />
            <p className="subtle small">{text('runs.undoEmergencyHelp')}</p>
          </div>
        )}
      </div>
    </ConfirmDialog>
  );
}
