/* Saving a change of a filter: who would come in and drop out, and which automated tasks use it. */
import { useFilterChange, useFilterMutations } from '../../../shared/queries/filters.ts';
import type { FilterChange, NamedUser, SavedFilter } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { Specification } from '../../../shared/filters/specification.ts';
import { TaskNames } from './TaskNames.tsx';

interface SideProps {
  title: string;
  count: number;
  users: readonly NamedUser[];
}

function Side({ title, count, users }: SideProps) {
  const text = useText();
  if (count === 0) return null;
  const rest = count - users.length;
  return (
    <details className="change-side">
      <summary>{title}</summary>
      <ul className="bullets">
        {users.map((user) => (
          <li key={user.account_id}>
            {user.name} <span className="subtle">{user.email}</span>
          </li>
        ))}
        {rest > 0 && <li className="subtle">{text('common.andMore', { count: rest })}</li>}
      </ul>
    </details>
  );
}

function ChangeView({ change }: { change: FilterChange }) {
  const text = useText();
  const isSame = change.added === 0 && change.removed === 0;
  return (
    <div className="stack">
      {isSame && <p>{text('filters.changeNone')}</p>}
      <Side title={text('filters.changeAdded', { count: change.added })} count={change.added} users={change.added_users} />
      <Side
        title={text('filters.changeRemoved', { count: change.removed })}
        count={change.removed}
        users={change.removed_users}
      />
      {change.tasks.length === 0 ? (
        <p className="subtle">{text('filters.changeNoTasks')}</p>
      ) : (
        <div>
          <p>{text('filters.changeTasks', { count: change.tasks.length })}</p>
          <TaskNames tasks={change.tasks} />
        </div>
      )}
    </div>
  );
}

interface Props {
  filter: SavedFilter;
  specification: Specification;
  onSaved: (filter: SavedFilter) => void;
  onClose: () => void;
}

export function SaveChangeDialog({ filter, specification, onSaved, onClose }: Props) {
  const text = useText();
  const host = useHost();
  const { update } = useFilterMutations();
  const change = useFilterChange(filter.id, specification);
  const { id, version, name } = filter;
  const save = (): void =>
    update.mutate(
      { id, version, name, specification },
      {
        onSuccess: (saved) => {
          host.showFlag({ kind: 'success', title: text('filters.savedFlag', { name }) });
          onSaved(saved);
        },
      },
    );
  return (
    <ConfirmDialog
      title={text('filters.changeTitle', { name })}
      confirmLabel={text('common.save')}
      isBusy={update.isPending}
      error={update.error}
      onConfirm={save}
      onCancel={onClose}
    >
      <QueryView query={change}>{(data) => <ChangeView change={data} />}</QueryView>
    </ConfirmDialog>
  );
}
