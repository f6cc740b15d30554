/* The list of tasks. Sorts by name, by last and by next run; the rest of a row is in TaskCells. */
import DynamicTable from '@atlaskit/dynamic-table';

import type { Task } from '../../../shared/api/types.ts';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { NoticeContent } from './Notice.tsx';
import { NextRunCell } from './NextRun.tsx';
import { ActionsCell, LastRunCell, NameCell, ScheduleCell } from './TaskCells.tsx';
import type { OpenDialog } from './open-dialog.ts';
import { ScheduleToggle } from './ScheduleToggle.tsx';
import { TaskMenu } from './TaskMenu.tsx';

interface Props {
  tasks: readonly Task[];
  onOpen: (dialog: OpenDialog) => void;
  onNotice: (notice: NoticeContent) => void;
}

const NEVER = '9999';

export function TaskTable({ tasks, onOpen, onNotice }: Props) {
  const text = useText();
  const head = {
    cells: [
      { key: 'name', content: text('tasks.jobName'), isSortable: true, width: 20 },
      { key: 'updated', content: text('tasks.updatedBy'), isSortable: true, width: 12 },
      { key: 'actions', content: text('tasks.actions'), width: 18 },
      { key: 'schedule', content: text('tasks.schedule'), width: 15 },
      { key: 'active', content: text('tasks.scheduleActive'), width: 8 },
      { key: 'last', content: text('tasks.lastRun'), isSortable: true, width: 15 },
      { key: 'next', content: text('tasks.nextRun'), isSortable: true, width: 12 },
      { key: 'menu', content: <span className="visually-hidden">{text('tasks.menuColumn')}</span>, width: 4 },
    ],
  };
  const rows = tasks.map((task) => ({
    key: String(task.id),
    cells: [
      { key: task.name.toLowerCase(), content: <NameCell task={task} onEdit={() => onOpen({ kind: 'edit', task })} /> },
      { key: task.updated_at, content: <UpdatedCell task={task} /> },
      { key: 'actions', content: <ActionsCell task={task} /> },
      { key: 'schedule', content: <ScheduleCell task={task} /> },
      { key: 'active', content: <ScheduleToggle task={task} onOpen={onOpen} onNotice={onNotice} /> },
      { key: task.last_run?.created_at ?? '', content: <LastRunCell run={task.last_run} /> },
      { key: task.next_run_at ?? NEVER, content: <NextRunCell task={task} onEdit={() => onOpen({ kind: 'edit', task })} /> },
      { key: 'menu', content: <TaskMenu task={task} onOpen={onOpen} onNotice={onNotice} /> },
    ],
  }));
  return (
    <div className="task-table">
      <DynamicTable
        label={text('tasks.listLabel')}
        head={head}
        rows={rows}
        isFixedSize
        defaultSortKey="name"
        defaultSortOrder="ASC"
      />
    </div>
  );
}

function UpdatedCell({ task }: { task: Task }) {
  return (
    <div className="cell">
      <span><PersonName person={task.updated_by} /></span>
      <span className="subtle small"><TimeText iso={task.updated_at} /></span>
    </div>
  );
}
