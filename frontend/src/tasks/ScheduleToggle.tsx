/* The Schedule Active toggle of a row: switches at once, and back when the server refuses. */
import Toggle from '@atlaskit/toggle';

import type { Task } from '../api/types.ts';
import { describeError } from '../app/describeError.ts';
import { useText } from '../messages/LocaleContext.tsx';
import type { NoticeContent } from './Notice.tsx';
import type { OpenDialog } from './TaskDialogs.tsx';
import { useSwitchSchedule } from './taskQueries.ts';

interface Props {
  task: Task;
  onOpen: (dialog: OpenDialog) => void;
  onNotice: (notice: NoticeContent) => void;
}

export function ScheduleToggle({ task, onOpen, onNotice }: Props) {
  const text = useText();
  const change = useSwitchSchedule();
  const isShownActive = change.isPending ? change.variables.isActive : task.is_schedule_active;
  const askForFilter = (): void =>
    onNotice({
      kind: 'warning',
      message: text('tasks.switchNeedsFilter', { name: task.name }),
      action: { label: text('tasks.repair_filter'), onClick: () => onOpen({ kind: 'edit', task }) },
    });
  const set = (isActive: boolean): void => {
    if (isActive && !task.filter) {
      askForFilter();
      return;
    }
    change.mutate(
      { id: task.id, isActive },
      {
        onError: (error) =>
          onNotice({ kind: 'error', message: `${text('tasks.notSwitched')}: ${describeError(error, text)}` }),
      },
    );
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
    </div>
  );
}
