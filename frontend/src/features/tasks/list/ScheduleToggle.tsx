/* The Schedule Active toggle of a row: switches at once, and back when the server refuses. Before a
   schedule takes something away from people the server asks, with its numbers. */
import Toggle from '@atlaskit/toggle';

import type { Task } from '../../../shared/api/types.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import type { NoticeContent } from './Notice.tsx';
import { describeAction } from '../../../shared/domain/sentences.ts';
import { SwitchOnDialog } from './SwitchOnDialog.tsx';
import type { OpenDialog } from './open-dialog.ts';
import { useSwitchSchedule } from '../../../shared/queries/tasks.ts';
import { findUnconfirmed } from '../editor/unconfirmed.ts';

interface Props {
  task: Task;
  onOpen: (dialog: OpenDialog) => void;
  onNotice: (notice: NoticeContent) => void;
}

export function ScheduleToggle({ task, onOpen, onNotice }: Props) {
  const text = useText();
  const format = useFormat();
  const change = useSwitchSchedule();
  const isShownActive = change.isPending ? change.variables.isActive : task.is_schedule_active;
  const askForFilter = (): void =>
    onNotice({
      kind: 'warning',
      message: text('tasks.switchNeedsFilter', { name: task.name }),
      action: { label: text('tasks.repair_filter'), onClick: () => onOpen({ kind: 'edit', task }) },
    });
  const question = findUnconfirmed(change.error);
  const send = (isActive: boolean, isConfirmed: boolean): void =>
    change.mutate(
      { id: task.id, isActive, isConfirmed },
      {
        onError: (error) =>
          !findUnconfirmed(error) &&
          onNotice({ kind: 'error', message: `${text('tasks.notSwitched')}: ${describeError(error, text)}` }),
      },
    );
  const set = (isActive: boolean): void => {
    if (isActive && !task.filter) {
      askForFilter();
      return;
    }
    send(isActive, false);
  };
  return (
    <div className="toggle-line">
      <Toggle
        label={text('tasks.scheduleActiveFor', { name: task.name })}
        size="large"
        isChecked={isShownActive}
        isDisabled={task.schedule.mode === 'manual' && !task.is_schedule_active}
        onChange={(event) => set(event.target.checked)}
      />
      {question && (
        <SwitchOnDialog
          name={task.name} question={question} maxUsers={task.max_users} confirmLabel={text('tasks.switchOn')}
          sentences={task.actions.map((action) => describeAction(action, task.names, text, format))}
          isBusy={change.isPending} onConfirm={() => send(true, true)} onCancel={() => change.reset()}
        />
      )}
    </div>
  );
}
