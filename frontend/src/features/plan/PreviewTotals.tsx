/* The place of a preview's totals, which follow its first page: on their way, missing, or there. */
import Spinner from '@atlaskit/spinner';
import type { ReactNode } from 'react';

import type { Preview } from '../../shared/api/types.ts';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { type Text, useText } from '../../shared/messages/LocaleContext.tsx';

export interface TotalsQuery {
  data: Preview | undefined;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
  /** How many people were looked at so far; null while nothing is known of it. */
  lookedAt?: number | null;
}

interface Props {
  query: TotalsQuery;
  /** How many match, known with the first page; null while it is not. */
  matched: number | null;
  children: (totals: Preview) => ReactNode;
}

function sayHowFar(matched: number | null, lookedAt: number | null | undefined, text: Text): string {
  if (matched === null) return text('tasks.previewCounting');
  if (!lookedAt) return text('tasks.previewCountingOf', { count: matched });
  return text('tasks.previewLookedAt', { count: matched, done: Math.min(lookedAt, matched) });
}

export function PreviewTotals({ query, matched, children }: Props) {
  const text = useText();
  if (query.data) return children(query.data);
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <p className="row subtle" role="status">
      <Spinner size="small" label="" />
      {sayHowFar(matched, query.lookedAt, text)}
    </p>
  );
}
