/* Deleting a saved filter: names the automated tasks that would lose it before it is done. */
import { useState } from 'react';

import { useFilterMutations } from '../api/filters.ts';
import { ApiProblem } from '../api/problem.ts';
import type { SavedFilter } from '../api/types.ts';
import { ConfirmDialog } from '../components/ConfirmDialog.tsx';
import { useHost } from '../host/HostContext.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { TaskNames } from './TaskNames.tsx';

interface Props {
  filter: SavedFilter;
  onDeleted: () => void;
  onClose: () => void;
}

const isInUse = (error: unknown): error is ApiProblem => error instanceof ApiProblem && error.code === 'filter_in_use';

export function DeleteDialog({ filter, onDeleted, onClose }: Props) {
  const text = useText();
  const host = useHost();
  const { remove } = useFilterMutations();
  // Kept, because the mutation forgets its error as soon as it is tried again.
  const [refused, setRefused] = useState<ApiProblem | null>(null);
  const confirm = (): void =>
    remove.mutate(
      { id: filter.id, isConfirmed: refused !== null },
      {
        onSuccess: () => {
          host.showFlag({ kind: 'success', title: text('filters.deletedFlag', { name: filter.name }) });
          onDeleted();
        },
        onError: (error) => isInUse(error) && setRefused(error),
      },
    );
  return (
    <ConfirmDialog
      title={text('filters.deleteTitle', { name: filter.name })}
      confirmLabel={refused ? text('filters.deleteAnyway') : text('common.delete')}
      appearance="danger"
      isBusy={remove.isPending}
      error={isInUse(remove.error) ? null : remove.error}
      onConfirm={confirm}
      onCancel={onClose}
    >
      {refused ? (
        <div className="stack">
          <p>{text('filters.deleteUsed', { count: refused.tasks.length })}</p>
          <TaskNames tasks={refused.tasks} />
        </div>
      ) : (
        <p>{text('filters.deleteBody')}</p>
      )}
    </ConfirmDialog>
  );
}
