/* What a bulk operation would do, user by user, at once; totals and reasons follow. Reads only. */
import SectionMessage from '@atlaskit/section-message';

import type { useBulkUsers } from './queries.ts';
import { ApiProblem } from '../../../shared/api/problem.ts';
import type { Preview } from '../../../shared/api/types.ts';
import { DataMoment } from '../../../shared/display/DataMoment.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { Loading } from '../../../shared/layout/Loading.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { Cautions, PreviewCounts, PreviewHolds, PreviewTotals, PreviewUsers, ReasonList, type TotalsQuery } from '../../plan/index.ts';

function Outcome({ preview }: { preview: Preview }) {
  const text = useText();
  return (
    <>
      <PreviewCounts preview={preview} matchedLabel={text('users.bulkSelected')} />
      <PreviewHolds preview={preview} />
      {preview.affected_users === 0 && (
        <SectionMessage>
          <p>{text('users.bulkNobody')}</p>
        </SectionMessage>
      )}
      <ReasonList title={text('users.bulkFailing')} counts={preview.failed} tone="danger" />
      <ReasonList title={text('users.bulkSkipped')} counts={preview.skipped} />
    </>
  );
}

/** The actions contradict each other, or cannot be carried out: to try again would not help. */
export const isRefused = (error: unknown): boolean => error instanceof ApiProblem && error.status === 422;

interface Props {
  query: ReturnType<typeof useBulkUsers>;
  totals: TotalsQuery;
}

export function BulkPreview({ query, totals }: Props) {
  const text = useText();
  const first = query.data?.pages[0];
  if (isRefused(query.error)) return <ErrorPanel error={query.error} title={text('users.bulkRefused')} />;
  if (query.isError && !first) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!first) return <Loading />;
  return (
    <div className="stack">
      <p className="subtle">
        {text('users.bulkNothingYet')} <DataMoment readAt={first.data_read_at} groupsReadAt={first.groups_read_at} />
      </p>
      <Cautions cautions={first.warnings} />
      <PreviewTotals query={totals} matched={first.matched_users}>{(preview) => <Outcome preview={preview} />}</PreviewTotals>
      <PreviewUsers
        users={query.data?.pages.flatMap((page) => page.users) ?? []}
        total={totals.data?.matched_users ?? first.matched_users}
        isLoading={query.isFetchingNextPage}
        onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
      />
    </div>
  );
}
