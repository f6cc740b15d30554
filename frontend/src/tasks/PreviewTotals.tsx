/* The place of a preview's totals, which follow its first page: on their way, missing, or there. */
import Spinner from '@atlaskit/spinner';
import type { ReactNode } from 'react';

import type { Preview } from '../api/types.ts';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { useText } from '../messages/LocaleContext.tsx';

export interface TotalsQuery {
  data: Preview | undefined;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}

interface Props {
  query: TotalsQuery;
  /** How many match, known with the first page; null while it is not. */
  matched: number | null;
  children: (totals: Preview) => ReactNode;
}

export function PreviewTotals({ query, matched, children }: Props) {
  const text = useText();
  if (query.data) return children(query.data);
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <p className="row subtle" role="status">
      <Spinner size="small" label="" />
      {matched === null ? text('tasks.previewCounting') : text('tasks.previewCountingOf', { count: matched })}
    </p>
  );
}
