/* A list that is read page after page: on its way, refused, empty, or there with a button for more. */
import Button from '@atlaskit/button/default/button';
import type { ReactNode } from 'react';

import { useText } from '../messages/LocaleContext.tsx';
import { ErrorPanel } from './ErrorPanel.tsx';
import { Loading } from './Loading.tsx';

/** The part of an infinite query that is looked at here. */
export interface PagedQuery<Item> {
  data: { pages: readonly { items: readonly Item[] }[] } | undefined;
  error: unknown;
  isError: boolean;
  isFetchNextPageError: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isPlaceholderData: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

interface Props<Item> {
  query: PagedQuery<Item>;
  /** Instead of a list without items. */
  empty: ReactNode;
  /** Says beside the button how many are shown. */
  countLabel?: (count: number) => string;
  children: (items: readonly Item[]) => ReactNode;
}

export function PagedList<Item>({ query, empty, countLabel, children }: Props<Item>) {
  const text = useText();
  const items = query.data?.pages.flatMap((page) => page.items);
  if (!items) {
    return query.isError ? <ErrorPanel error={query.error} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  if (items.length === 0) return empty;
  return (
    <div className="stack" aria-busy={query.isPlaceholderData}>
      {children(items)}
      {query.isFetchNextPageError && <ErrorPanel error={query.error} onRetry={() => void query.fetchNextPage()} />}
      {(query.hasNextPage || countLabel) && (
        <div className="row">
          {query.hasNextPage && (
            <Button isLoading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {text('common.showMore')}
            </Button>
          )}
          {countLabel && <span className="subtle small" role="status">{countLabel(items.length)}</span>}
        </div>
      )}
    </div>
  );
}
