/* Undo, after asking: a new run puts back what this one changed, where nobody changed it since. */
import Button from '@atlaskit/button/new';
import { useState } from 'react';

import type { Run } from '../api/types.ts';
import { navigate } from '../app/router.ts';
import { ConfirmDialog } from '../components/ConfirmDialog.tsx';
import { Link } from '../components/Link.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { findActiveRun } from './activeRun.ts';
import { useUndo } from './runQueries.ts';

export function UndoRun({ run }: { run: Run }) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const undo = useUndo(run.id);
  const activeRun = findActiveRun(undo.error);
  const close = (): void => {
    setAsking(false);
    undo.reset();
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{text('runs.undo')}</Button>
      {isAsking && (
        <ConfirmDialog
          title={text('runs.undoTitle')}
          confirmLabel={text('runs.undo')}
          appearance="warning"
          isBusy={undo.isPending}
          error={activeRun === null ? undo.error : null}
          onConfirm={() => undo.mutate(undefined, { onSuccess: ({ id }) => navigate(`/runs/${id}`) })}
          onCancel={close}
        >
          <p>{text('runs.undoBody', { count: run.counts.affected })}</p>
          {activeRun !== null && (
            <p role="alert">
              <span className="danger-text">{text('runs.undoActive')}</span>{' '}
              <Link to={`/runs/${activeRun}`}>{text('runs.undoActiveLink')}</Link>
            </p>
          )}
        </ConfirmDialog>
      )}
    </>
  );
}
