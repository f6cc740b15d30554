/* Asks once before a task goes live, with what its last test run has found; the other modes need no question. */
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { Link } from '../../../shared/routing/Link.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import type { Task } from '../../../shared/api/types.ts';
import { useFormat, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { HoldReasons } from '../../plan/index.ts';
import { describeAction } from '../../../shared/domain/sentences.ts';
import { useSetMode } from '../../../shared/queries/tasks.ts';

interface Props {
  task: Task;
  onClose: () => void;
  onSet: (task: Task) => void;
}

export default function ModeDialog({ task, onClose, onSet }: Props) {
  const text = useText();
  const set = useSetMode();
  const runsItself = task.is_schedule_active && task.schedule.mode !== 'manual';
  return (
    <ConfirmDialog
      title={text('modes.liveTitle', { name: task.name })}
      confirmLabel={text('modes.toLive')}
      appearance="warning"
      isBusy={set.isPending}
      error={set.error}
      onConfirm={() => set.mutate({ id: task.id, mode: 'live' }, { onSuccess: onSet })}
      onCancel={onClose}
    >
      <div className="stack">
        <p>
          {text('modes.liveBody')} {text(runsItself ? 'modes.liveScheduled' : 'modes.liveManual')}
        </p>
        <Sentences task={task} />
        {task.last_test ? <Tested test={task.last_test} /> : <p><strong>{text('modes.neverTested')}</strong></p>}
      </div>
    </ConfirmDialog>
  );
}

function Sentences({ task: { actions, names } }: { task: Task }) {
  const text = useText();
  const format = useFormat();
  return (
    <ol className={actions.length > 1 ? 'cell-list' : 'plain-list'}>
      {actions.map((action, index) => <li key={index}>{describeAction(action, names, text, format)}</li>)}
    </ol>
  );
}

function Tested({ test }: { test: NonNullable<Task['last_test']> }) {
  const text = useText();
  const rich = useRichText();
  const format = useFormat();
  const { would_change: would, would_skip: skip, would_fail: fail } = test;
  const numbers = { would: format.number(would), skip: format.number(skip), fail: format.number(fail) };
  return (
    <div className="stack-tight">
      <p><strong>{text('modes.tested', { count: test.planned_users, matched: format.number(test.matched_users) })}</strong></p>
      <p>{text('modes.testedSteps', numbers)}</p>
      <p className="row subtle">
        {test.finished_at && <span>{rich('modes.testedAt', { when: <TimeText key="at" iso={test.finished_at} as="moment" /> })}</span>}
        <Link to={`/runs/${test.run_id}`}>{text('modes.testedShow')}</Link>
      </p>
      {!test.is_current && <p className="warning-text">{text('modes.testedOld')}</p>}
      {test.holds.length > 0 && (
        <>
          <p>{text('modes.testedHolds')}</p>
          <HoldReasons holds={test.holds} />
        </>
      )}
    </div>
  );
}
