/* The runs of all tasks, or of one, newest first; live while one of them goes on. */
import Button from '@atlaskit/button/default/button';

import { buildAddress, navigate } from '../../../shared/routing/router.ts';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import { PagedList } from '../../../shared/layout/PagedList.tsx';
import { PageHeader } from '../../../shared/layout/PageHeader.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useTasks } from '../../../shared/queries/tasks.ts';
import { useRuns } from '../queries.ts';
import { RunTable } from './RunTable.tsx';
import { TaskChoice } from './TaskChoice.tsx';

export function RunList({ taskId }: { taskId: number | null }) {
  const text = useText();
  const tasks = useTasks().data?.items ?? [];
  const choose = (id: number | null): boolean =>
    navigate(buildAddress('/runs', { task: id === null ? null : String(id) }));
  return (
    <>
      <PageHeader title={text('runs.title')} subtitle={text(taskId === null ? 'runs.intro' : 'runs.introTask')} />
      <div className="run-filters">
        <TaskChoice tasks={tasks} value={taskId} onChange={choose} />
      </div>
      <Runs taskId={taskId} />
    </>
  );
}

function Runs({ taskId }: { taskId: number | null }) {
  const text = useText();
  return (
    <PagedList
      query={useRuns(taskId)}
      empty={<NoRuns isOfTask={taskId !== null} />}
      countLabel={(count) => text('runs.showing', { count })}
    >
      {(runs) => <RunTable runs={runs} />}
    </PagedList>
  );
}

function NoRuns({ isOfTask }: { isOfTask: boolean }) {
  const text = useText();
  return (
    <EmptyView
      title={text(isOfTask ? 'runs.emptyTaskTitle' : 'runs.emptyTitle')}
      action={<Button onClick={() => navigate('/tasks')}>{text('runs.toTasks')}</Button>}
    >
      {text(isOfTask ? 'runs.emptyTaskBody' : 'runs.emptyBody')}
    </EmptyView>
  );
}
