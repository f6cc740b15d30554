/* User Browser: search, filter bar, saved filters, the table of users, and the details of one. */
import { useCallback, useRef, useState } from 'react';

import { describeError } from '../app/describeError.ts';
import { useDescription } from '../api/filters.ts';
import type { SavedFilter, User, UserPage } from '../api/types.ts';
import { PAGE_SIZE, useExport, useUserPage } from '../api/users.ts';
import { CursorPager, type CursorPages, useCursorPages } from '../components/CursorPager.tsx';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { PageHeader } from '../components/PageHeader.tsx';
import { AdvancedDialog } from '../filters/AdvancedDialog.tsx';
import { FilterBar } from '../filters/FilterBar.tsx';
import { putSlot, readApp, readSite } from '../filters/slots.ts';
import { SavedFilterMenu } from '../filters/SavedFilterMenu.tsx';
import { EVERYBODY, fingerprint, isEverybody, readSpecification, type Specification, toJson } from '../filters/specification.ts';
import { useHost } from '../host/HostContext.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { SiteSelect } from '../pickers/SiteSelect.tsx';
import { type BrowserState, useBrowserState } from './browser-state.ts';
import { useColumns } from './columns.ts';
import { NOBODY, type Selection } from './selection.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { ColumnChooser, ExportMenu, SearchBox } from './Toolbar.tsx';
import { UserPanel } from './UserPanel.tsx';
import { UserTable } from './UserTable.tsx';

type Change = (part: Partial<BrowserState>, keepStep?: boolean) => void;

function useSearch(state: BrowserState, pages: CursorPages) {
  const { specification, text, sort, direction } = state;
  return useUserPage({
    specification: isEverybody(specification) ? null : toJson(specification),
    text: text || null,
    site_id: readApp(specification) ? null : readSite(specification),
    app_id: readApp(specification),
    sort,
    direction,
    cursor: pages.cursor,
    limit: PAGE_SIZE,
  });
}

function ExportButton({ state }: { state: BrowserState }) {
  const text = useText();
  const host = useHost();
  const exporting = useExport();
  return (
    <ExportMenu
      isBusy={exporting.isPending}
      onExport={(format) =>
        exporting.mutate(
          { specification: state.specification, text: state.text, format },
          {
            onError: (error) =>
              host.showFlag({ kind: 'error', title: text('users.exportFailed'), body: describeError(error, text) }),
          },
        )
      }
    />
  );
}

/** The filter read back: what an admin would say, and how many users the table holds. */
function Sentence({ state, total }: { state: BrowserState; total: number | undefined }) {
  const text = useText();
  const isAll = isEverybody(state.specification);
  const description = useDescription(isAll ? null : state.specification);
  const sentence = isAll ? text('filters.everybody') : description.data?.sentence;
  return (
    <p className="sentence" aria-live="polite">
      {total !== undefined && <strong>{text('users.found', { count: total })}</strong>}
      {sentence && <span className="subtle">{sentence}</span>}
    </p>
  );
}

const putSite = (specification: Specification, siteId: string | null): Specification =>
  putSlot(specification, 'sites', siteId ? { type: 'sites', sites: [siteId], match: 'any' } : null);

interface ControlsProps {
  state: BrowserState;
  change: Change;
}

function Controls({ state, change }: ControlsProps) {
  const [isAdvanced, setAdvanced] = useState(false);
  const { specification } = state;
  const open = (filter: SavedFilter | null): void => {
    const saved = filter && readSpecification(filter.specification);
    change({ filterId: filter?.id ?? null, specification: saved ?? EVERYBODY }, true);
  };
  return (
    <div className="controls">
      <div className="row">
        <SearchBox value={state.text} onChange={(text) => change({ text })} />
        <SiteSelect siteId={readSite(specification)} onChange={(siteId) => change({ specification: putSite(specification, siteId) })} />
        <SavedFilterMenu filterId={state.filterId} specification={specification} onOpen={open} />
      </div>
      <FilterBar
        key={state.filterId ?? 0}
        specification={specification}
        onChange={(next) => change({ specification: next })}
        onAdvanced={() => setAdvanced(true)}
      />
      {isAdvanced && (
        <AdvancedDialog
          specification={specification}
          onApply={(next) => {
            change({ specification: next });
            setAdvanced(false);
          }}
          onClose={() => setAdvanced(false)}
        />
      )}
    </div>
  );
}

export default function UsersPage() {
  const text = useText();
  const [state, change] = useBrowserState();
  const [columns, flipColumn] = useColumns();
  const { specification, sort, direction } = state;
  const meant = `${fingerprint(specification)} ${state.text}`;
  const [chosen, setChosen] = useState<{ meant: string; selection: Selection }>({ meant, selection: NOBODY });
  const selection = chosen.meant === meant ? chosen.selection : NOBODY;
  const pages = useCursorPages([meant, sort, direction].join(' '));
  const query = useSearch(state, pages);
  const select = useCallback((next: Selection) => setChosen({ meant, selection: next }), [meant]);
  const changeNow = useRef(change);
  changeNow.current = change;
  const openUser = useCallback((accountId: string) => changeNow.current({ accountId }, true), []);
  const { data } = query;
  return (
    <>
      <PageHeader
        title={text('users.title')}
        actions={
          <>
            <ColumnChooser shown={columns} onFlip={flipColumn} />
            <ExportButton state={state} />
          </>
        }
      />
      <Controls state={state} change={change} />
      <div className="row-apart table-top">
        <Sentence state={state} total={data?.total} />
        <CursorPager pages={pages} pageSize={PAGE_SIZE} {...pagerFacts(data)} />
      </div>
      <SelectionBar selection={selection} total={data?.total ?? 0} onSelect={select} />
      {query.isError && !data ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <UserTable
          users={data?.items ?? NO_USERS}
          columns={columns}
          isLoading={query.isPending || query.isPlaceholderData}
          state={state}
          onSort={(nextSort, nextDirection) => change({ sort: nextSort, direction: nextDirection })}
          selection={selection}
          onSelect={select}
          onOpen={openUser}
        />
      )}
      <div className="table-bottom">
        <CursorPager pages={pages} pageSize={PAGE_SIZE} {...pagerFacts(data)} />
      </div>
      {state.accountId && (
        <UserPanel
          key={state.accountId}
          accountId={state.accountId}
          specification={specification}
          onClose={() => change({ accountId: null }, true)}
        />
      )}
    </>
  );
}

const NO_USERS: readonly User[] = [];

const pagerFacts = (page: UserPage | undefined) => ({
  shown: page?.items.length ?? 0,
  nextCursor: page?.next_cursor,
  ...(page ? { total: page.total } : {}),
});
