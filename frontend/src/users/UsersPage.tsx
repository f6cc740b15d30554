/* User Browser: search, filter bar, saved filters, the table of users, and the details of one. */
import { useCallback, useState } from 'react';

import { describeError } from '../app/describeError.ts';
import { useDescription } from '../api/filters.ts';
import type { SavedFilter } from '../api/types.ts';
import { PAGE_SIZE, useExport, useUserPage } from '../api/users.ts';
import { CursorPager, type CursorPages, useCursorPages } from '../components/CursorPager.tsx';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { PageHeader } from '../components/PageHeader.tsx';
import { FilterBar } from '../filters/FilterBar.tsx';
import { SavedFilterMenu } from '../filters/SavedFilterMenu.tsx';
import { EVERYBODY, fingerprint, isEverybody, readSpecification, toJson } from '../filters/specification.ts';
import { useHost } from '../host/HostContext.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { type BrowserState, useBrowserState } from './browser-state.ts';
import { useColumns } from './columns.ts';
import { NOBODY, type Selection } from './selection.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { ColumnChooser, ExportMenu, SearchBox, SiteSelect } from './Toolbar.tsx';
import { UserPanel } from './UserPanel.tsx';
import { UserTable } from './UserTable.tsx';

type Change = (part: Partial<BrowserState>, keepStep?: boolean) => void;

function useSearch(state: BrowserState, pages: CursorPages) {
  const { specification, text, siteId, sort, direction } = state;
  return useUserPage({
    specification: isEverybody(specification) ? null : toJson(specification),
    text: text || null,
    site_id: siteId,
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

function Controls({ state, change }: { state: BrowserState; change: Change }) {
  const [columns, flip] = useColumns();
  void columns;
  void flip;
  const open = (filter: SavedFilter | null): void =>
    change({
      filterId: filter?.id ?? null,
      specification: (filter && readSpecification(filter.specification)) ?? EVERYBODY,
    }, true);
  return (
    <div className="controls">
      <div className="row">
        <SearchBox value={state.text} onChange={(text) => change({ text })} />
        <SiteSelect siteId={state.siteId} onChange={(siteId) => change({ siteId })} />
        <SavedFilterMenu filterId={state.filterId} specification={state.specification} onOpen={open} />
      </div>
      <FilterBar
        specification={state.specification}
        onChange={(specification) => change({ specification })}
        onAdvanced={() => undefined}
      />
    </div>
  );
}
