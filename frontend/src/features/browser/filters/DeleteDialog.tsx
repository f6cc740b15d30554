/* Deleting a saved filter: names the automated tasks that would lose it before it is done. */
import { useState } from 'react';

import { useFilterMutations } from '../../../shared/queries/filters.ts';
import { ApiProblem } from '../../../shared/api/problem.ts';
import type { SavedFilter, TaskReference } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { Loading } from '../../../shared/layout/Loading.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useTasks } from '../../../shared/queries/tasks.ts';
import { TaskNames } from './TaskNames.tsx';

interface Props {
  filter: SavedFilter;
  onDeleted: () => void;
  onClose: () => void;
}

const isInUse = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.code === 'filter_in_use';

/** The tasks that would lose the filter; null while they are on their way, undefined when they could not be read. */
function useUsers(filter: SavedFilter): readonly TaskReference[] | null | undefined {
  const tasks = useTasks();
  const found = tasks.data?.items.filter((task) => task.filter?.id === filter.id);
  if (found) return found;
  if (filter.task_count === 0) return [];
  return tasks.isError ? undefined : null;
}

export function DeleteDialog({ filter, onDeleted, onClose }: Props) {
  const text = useText();
  const host = useHost();
  const { remove } = useFilterMutations();
  // Kept, because the mutation forgets its error as soon as it is tried again.
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  const known = useUsers(filter);
  const named = refused?.tasks ?? known;
  const removeNow = (isConfirmed: boolean): void =>
    remove.mutate(
      { id: filter.id, isConfirmed },
      {
        onSuccess: () => {
          host.showFlag({ kind: 'success', title: text('filters.deletedFlag', { name: filter.name }) });
          onDeleted();
        },
        onError: (error) => isInUse(error) && answer(error),
      },
    );
  /** The server names the tasks of now; only what the admin has read here is confirmed by the press of the button. */
  const answer = (error: ApiProblem): void => {
    const read = new Set(named?.map((task) => task.id));
    if (error.tasks.every((task) => read.has(task.id))) removeNow(true);
    else setRefused(error);
  };
  return (
    <ConfirmDialog
      title={text('filters.deleteTitle', { name: filter.name })}
      confirmLabel={text(named?.length === 0 ? 'common.delete' : 'filters.deleteAnyway')}
      appearance="danger"
      isBusy={remove.isPending || named === null}
      error={isInUse(remove.error) ? null : remove.error}
      onConfirm={() => removeNow(false)}
      onCancel={onClose}
    >
      <Consequence tasks={named} count={named?.length ?? filter.task_count} />
    </ConfirmDialog>
  );
}

interface ConsequenceProps {
  tasks: readonly TaskReference[] | null | undefined;
  count: number;
}

function Consequence({ tasks, count }: ConsequenceProps) {
  const text = useText();
  if (tasks === null) return <Loading />;
  if (count === 0) return <p>{text('filters.deleteBody')}</p>;
  return (
    <div className="stack">
      <p>{text('filters.deleteUsed', { count })}</p>
      {tasks && <TaskNames tasks={tasks} />}
    </div>
  );
}
