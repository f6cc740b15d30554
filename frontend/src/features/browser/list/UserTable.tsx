/* One page of users as a table: sorting by the server, a checkbox per row. */
import Checkbox from '@atlaskit/checkbox';
import { DynamicTableStateless } from '@atlaskit/dynamic-table';
import { useMemo } from 'react';

import { useApps, useSites } from '../../../shared/queries/directory.ts';
import type { User } from '../../../shared/api/types.ts';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import type { ActivityScope } from '../../../shared/filters/slots.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { BrowserState, Direction, Sort } from '../../../shared/routing/browser-state.ts';
import { buildCell } from './UserCells.tsx';
import type { Column } from './columns.ts';
import { choose, isChosen, type Selection } from './selection.ts';

interface Props {
  users: readonly User[];
  columns: readonly Column[];
  isLoading: boolean;
  /** With a filter or a search an empty table means that nobody matches, else that nobody is there yet. */
  isFiltered: boolean;
  state: Pick<BrowserState, 'sort' | 'direction'>;
  /** Whose use of what Last Active tells. */
  activity: ActivityScope;
  onSort: (sort: Sort, direction: Direction) => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onOpen: (accountId: string) => void;
}

function PageCheckbox({ users, selection, onSelect }: Pick<Props, 'users' | 'selection' | 'onSelect'>) {
  const text = useText();
  const ids = users.map((user) => user.account_id);
  const chosen = ids.filter((id) => isChosen(selection, id)).length;
  return (
    <Checkbox
      aria-label={text('users.selectPage')}
      isChecked={ids.length > 0 && chosen === ids.length}
      isIndeterminate={chosen > 0 && chosen < ids.length}
      isDisabled={ids.length === 0}
      onChange={() => onSelect(choose(selection, ids, chosen < ids.length))}
    />
  );
}

/** The column says which activity it shows: that of an app, of a site, or of all. */
function LastActiveHead({ scope: { appId, siteId } }: { scope: ActivityScope }) {
  const text = useText();
  const app = useApps().data?.find((one) => one.resource_id === appId)?.label;
  const site = useSites().data?.find((one) => one.site_id === siteId)?.name;
  let where = text('users.lastActiveAnywhere');
  if (appId !== null) where = text('users.lastActiveIn', { app: app ?? '…' });
  else if (siteId !== null) where = text('users.lastActiveOn', { site: site ?? '…' });
  return (
    <span className="stack-none head-lines">
      <span>{text('users.lastActive')}</span> <span className="head-small">{where}</span>
    </span>
  );
}

function useRows({ users, columns, selection, onSelect, onOpen }: Props) {
  const text = useText();
  return useMemo(
    () =>
      users.map((user) => {
        const { account_id: id } = user;
        const isSelected = isChosen(selection, id);
        const checkbox = (
          <Checkbox
            aria-label={text('users.selectUser', { name: user.name || id })}
            isChecked={isSelected}
            onChange={() => onSelect(choose(selection, [id], !isSelected))}
          />
        );
        return {
          key: id,
          isHighlighted: isSelected,
          cells: [
            { key: 'select', content: checkbox },
            ...columns.map((column) => ({ key: column.key, content: buildCell(column.key, user, onOpen) })),
          ],
        };
      }),
    [users, columns, selection, onSelect, onOpen, text],
  );
}

export function UserTable(props: Props) {
  const { users, columns, state, onSort, selection, onSelect } = props;
  const text = useText();
  const rows = useRows(props);
  const head = {
    cells: [
      { key: 'select', content: <PageCheckbox users={users} selection={selection} onSelect={onSelect} />, width: 3 },
      ...columns.map((column) => ({
        key: column.sort ?? column.key,
        content: column.key === 'last_active' ? <LastActiveHead scope={props.activity} /> : text(column.label),
        isSortable: column.sort !== undefined,
        width: column.width,
      })),
    ],
  };
  return (
    <div className="table-scroll user-table">
      <DynamicTableStateless
        label={text('users.table')}
        head={head}
        rows={rows}
        isFixedSize
        isLoading={props.isLoading}
        loadingSpinnerSize="large"
        loadingLabel={text('common.loading')}
        sortKey={state.sort}
        sortOrder={state.direction === 'asc' ? 'ASC' : 'DESC'}
        onSort={({ key, sortOrder }: { key: string; sortOrder: string }) =>
          onSort(key as Sort, sortOrder === 'ASC' ? 'asc' : 'desc')
        }
        emptyView={
          <EmptyView title={text(props.isFiltered ? 'users.noneTitle' : 'users.emptyTitle')}>
            {text(props.isFiltered ? 'users.noneBody' : 'users.emptyBody')}
          </EmptyView>
        }
      />
    </div>
  );
}
