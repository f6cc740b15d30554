/* User Browser: search, filter bar, saved filters, the table of users, and the details of one. */
import Button from '@atlaskit/button/default/button';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';

import type { BulkTarget } from './bulk/queries.ts';
import { useDescription } from '../../shared/queries/filters.ts';
import type { SavedFilter, User, UserPage } from '../../shared/api/types.ts';
import { PAGE_SIZE, useUserPage } from '../../shared/queries/users.ts';
import { CursorPager, type CursorPages, useCursorPages } from '../../shared/layout/CursorPager.tsx';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { FilterBar } from './filters/FilterBar.tsx';
import { FilterSentence } from '../../shared/filters/FilterSentence.tsx';
import { UnmatchedNote } from '../../shared/filters/UnmatchedPeople.tsx';
import { putSlot, readActivityScope, readSite } from '../../shared/filters/slots.ts';
import { SavedFilterMenu } from './filters/SavedFilterMenu.tsx';
import { readSpecification } from '../../shared/filters/read-specification.ts';
import { fingerprint } from '../../shared/filters/fingerprint.ts';
import { EVERYBODY, isEverybody, type Specification } from '../../shared/filters/specification.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { SiteSelect } from '../../shared/pickers/SiteSelect.tsx';
import { type BrowserState, useBrowserState } from '../../shared/routing/browser-state.ts';
import { type Column, useColumns } from './list/columns.ts';
import { ExportButton } from './list/ExportButton.tsx';
import { asShown, countChosen, narrow, NOBODY, type Selection } from './list/selection.ts';
import { SelectionBar } from './list/SelectionBar.tsx';
import { SearchBox } from '../../shared/forms/SearchBox.tsx';
import { ColumnChooser } from './list/ColumnChooser.tsx';
import { UserTable } from './list/UserTable.tsx';

const AdvancedDialog = lazy(() => import('./filters/AdvancedDialog.tsx'));
const BulkDialog = lazy(() => import('./bulk/BulkDialog.tsx'));
const UserPanel = lazy(() => import('../person/UserPanel.tsx'));

type Change = (part: Partial<BrowserState>, keepStep?: boolean) => void;

function useSearch(state: BrowserState, pages: CursorPages) {
  const { specification, text, sort, direction } = state;
  const scope = readActivityScope(specification);
  return useUserPage({
    specification: isEverybody(specification) ? null : specification,
    text: text || null,
    site_id: scope.siteId,
    app_id: scope.appId,
    sort,
    direction,
    cursor: pages.cursor,
    limit: PAGE_SIZE,
  });
}

/** The filter read back: what an admin would say, and how many users the table holds. */
function Sentence({ state, total }: { state: BrowserState; total: number | undefined }) {
  const text = useText();
  const isAll = isEverybody(state.specification);
  const description = useDescription(isAll ? null : state.specification);
  const everybody = state.text ? null : text('filters.everybody');
  return (
    <div className="sentence" aria-live="polite">
      {total !== undefined && <strong>{text('users.found', { count: total })}</strong>}
      <span className="subtle">
        {isAll
          ? everybody
          : description.data && (
              <FilterSentence node={state.specification.root} english={description.data.sentence} />
            )}
      </span>
      {!isAll && <UnmatchedNote unmatched={description.data?.unmatched} />}
    </div>
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
    change({ filterId: filter?.id ?? null, specification: saved ?? EVERYBODY, text: '' }, true);
  };
  return (
    <div className="controls">
      <div className="row">
        <SearchBox value={state.text} onChange={(text) => change({ text })} />
        <SiteSelect siteId={readSite(specification)} onChange={(siteId) => change({ specification: putSite(specification, siteId) })} />
        <SavedFilterMenu filterId={state.filterId} specification={asShown(state)} onOpen={open} />
      </div>
      <FilterBar
        key={state.filterId ?? 0}
        specification={specification}
        onChange={(next) => change({ specification: next })}
        onClear={() => open(null)}
        onAdvanced={() => setAdvanced(true)}
      />
      {isAdvanced && (
        <Suspense>
          <AdvancedDialog
          specification={specification}
          onApply={(next) => {
            change({ specification: next });
            setAdvanced(false);
          }}
          onClose={() => setAdvanced(false)}
        />
        </Suspense>
      )}
    </div>
  );
}

/** Which users are chosen; another filter or search starts anew. */
function useSelection(meant: string): [Selection, (selection: Selection) => void] {
  const [chosen, setChosen] = useState<{ meant: string; selection: Selection }>({ meant, selection: NOBODY });
  const select = useCallback((selection: Selection) => setChosen({ meant, selection }), [meant]);
  return [chosen.meant === meant ? chosen.selection : NOBODY, select];
}

function toTarget({ isAll, ids }: Selection, { specification, text }: BrowserState): BulkTarget {
  return isAll ? { specification, text, excluded: [...ids] } : { accountIds: [...ids] };
}

interface ResultsProps {
  state: BrowserState;
  change: Change;
  columns: readonly Column[];
}

/** The table with its pages and what can be done with the chosen users. */
function Results({ state, change, columns }: ResultsProps) {
  const text = useText();
  const { sort, direction } = state;
  const meant = `${fingerprint(state.specification)} ${state.text}`;
  const [selection, select] = useSelection(meant);
  const [isBulk, setBulk] = useState(false);
  const pages = useCursorPages([meant, sort, direction].join(' '));
  const query = useSearch(state, pages);
  const { data } = query;
  const total = data?.total ?? 0;
  const changeNow = useRef(change);
  changeNow.current = change;
  const openUser = useCallback((accountId: string) => changeNow.current({ accountId }, true), []);
  const pager = <CursorPager pages={pages} pageSize={PAGE_SIZE} {...pagerFacts(data)} />;
  if (query.isError && !data) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      <div className="row-apart table-top">
        <Sentence state={state} total={data?.total} />
        {pager}
      </div>
      <SelectionBar selection={selection} total={total} onSelect={select}>
        <Button appearance="primary" spacing="compact" onClick={() => setBulk(true)}>
          {text('users.bulk')}
        </Button>
        <ExportButton what={narrow(selection, state)} label={text('users.exportSelected')} isCompact />
      </SelectionBar>
      <UserTable
        users={data?.items ?? NO_USERS}
        columns={columns}
        isLoading={query.isPending || query.isPlaceholderData}
        isFiltered={!isEverybody(state.specification) || state.text !== ''}
        state={state}
        activity={readActivityScope(state.specification)}
        onSort={(nextSort, nextDirection) => change({ sort: nextSort, direction: nextDirection })}
        selection={selection}
        onSelect={select}
        onOpen={openUser}
      />
      <div className="table-bottom">{pager}</div>
      {isBulk && (
        <Suspense>
          <BulkDialog
            target={toTarget(selection, state)}
            count={countChosen(selection, total)}
            onClose={() => setBulk(false)}
          />
        </Suspense>
      )}
    </>
  );
}

export default function UsersPage() {
  const text = useText();
  const [state, change] = useBrowserState();
  const [columns, flipColumn] = useColumns();
  return (
    <>
      <PageHeader
        title={text('users.title')}
        actions={
          <>
            <ColumnChooser shown={columns} onFlip={flipColumn} />
            <ExportButton what={{ specification: state.specification, text: state.text }} />
          </>
        }
      />
      <Controls state={state} change={change} />
      <Results state={state} change={change} columns={columns} />
      {state.accountId && (
        <Suspense>
          <UserPanel
            key={state.accountId}
            accountId={state.accountId}
            specification={state.specification}
            onClose={() => change({ accountId: null }, true)}
          />
        </Suspense>
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
