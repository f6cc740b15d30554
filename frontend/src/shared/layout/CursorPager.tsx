/* Pages of a list that the server gives in cursors: forward by its next cursor, back by those already seen. */
import IconButton from '@atlaskit/button/icon/button';
import ChevronLeftIcon from '@atlaskit/icon/core/chevron-left';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import { useState } from 'react';

import { useText } from '../messages/LocaleContext.tsx';

export interface CursorPages {
  /** The cursor of the page to show; null is the first. */
  cursor: string | null;
  index: number;
  goNext: (cursor: string) => void;
  goBack: () => void;
}

/** Starts again at the first page whenever `resetKey` changes (another filter, another order). */
export function useCursorPages(resetKey: string): CursorPages {
  const [seen, setSeen] = useState<{ key: string; cursors: readonly string[] }>({ key: resetKey, cursors: [] });
  const cursors = seen.key === resetKey ? seen.cursors : [];
  return {
    cursor: cursors.at(-1) ?? null,
    index: cursors.length,
    goNext: (cursor) => setSeen({ key: resetKey, cursors: [...cursors, cursor] }),
    goBack: () => setSeen({ key: resetKey, cursors: cursors.slice(0, -1) }),
  };
}

interface Props {
  pages: CursorPages;
  pageSize: number;
  shown: number;
  /** Of all pages; leave out where the server does not count. */
  total?: number;
  nextCursor: string | null | undefined;
}

export function CursorPager({ pages, pageSize, shown, total, nextCursor }: Props) {
  const text = useText();
  const from = shown === 0 ? 0 : pages.index * pageSize + 1;
  const to = pages.index * pageSize + shown;
  if (pages.index === 0 && !nextCursor) return null;
  const range = total === undefined ? text('common.pageRangeOpen', { from, to }) : text('common.pageRange', { from, to, total });
  return (
    <div className="pager" role="group" aria-label={text('common.pages')}>
      <IconButton
        icon={ChevronLeftIcon}
        label={text('common.previousPage')}
        appearance="subtle"
        isDisabled={pages.index === 0}
        onClick={pages.goBack}
      />
      <span className="subtle nowrap" aria-live="polite">{range}</span>
      <IconButton
        icon={ChevronRightIcon}
        label={text('common.nextPage')}
        appearance="subtle"
        isDisabled={!nextCursor}
        onClick={() => nextCursor && pages.goNext(nextCursor)}
      />
    </div>
  );
}
