/* What a run would do now, user by user, at once; totals and reasons follow as soon as all are counted. Reads only. */
import SectionMessage from '@atlaskit/section-message';

import type { Preview } from '../../shared/api/types.ts';
import { DataMoment } from '../../shared/display/DataMoment.tsx';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { Loading } from '../../shared/layout/Loading.tsx';
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { ReasonList } from './ReasonList.tsx';
import { Cautions } from './Cautions.tsx';
import { usePreviewTotals, usePreviewUsers } from './queries.ts';
import type { Plan } from './plan.ts';
import { PreviewCounts } from './PreviewCounts.tsx';
import { PreviewHolds } from './PreviewHolds.tsx';
import { PreviewTotals, type TotalsQuery } from './PreviewTotals.tsx';
import { PreviewUsers } from './PreviewUsers.tsx';

interface Props {
  plan: Plan | null;
  maxUsers: number | null;
}

export function PreviewView({ plan, maxUsers }: Props) {
  const text = useText();
  const query = usePreviewUsers(plan);
  const totals = usePreviewTotals(plan);
  if (!plan) return <p className="subtle">{text('tasks.previewNeedsFilter')}</p>;
  const words = { nobody: 'tasks.previewNoMatch', nothing: 'tasks.previewAllSkipped' } as const;
  return <PreviewPages query={query} totals={totals} maxUsers={maxUsers} words={words} />;
}

/** What is said when nobody would be changed: nobody is meant, or nothing is to be done with them. */
interface Words {
  nobody: MessageKey;
  nothing: MessageKey;
}

interface PagesProps {
  query: ReturnType<typeof usePreviewUsers>;
  totals: TotalsQuery;
  maxUsers: number | null;
  words: Words;
}

/** The same for whatever is previewed: the plan of a task, or an undo. */
export function PreviewPages({ query, totals, maxUsers, words }: PagesProps) {
  const text = useText();
  const first = query.data?.pages[0];
  if (query.isError && !first) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!first) {
    return (
      <div role="status" className="preview-wait">
        <Loading />
        <p className="subtle">{text('tasks.previewLoading')}</p>
      </div>
    );
  }
  return (
    <div className="stack">
      <Basis preview={first} />
      <Cautions cautions={first.warnings} />
      <PreviewTotals query={totals} matched={first.matched_users}>
        {(preview) => (
          <>
            <PreviewCounts preview={preview} />
            <PreviewHolds preview={preview} />
            <Verdict preview={preview} maxUsers={maxUsers} words={words} />
            <div className="reason-columns">
              <ReasonList title={text('tasks.previewFailedTitle')} counts={preview.failed} tone="danger" />
              <ReasonList title={text('tasks.previewSkippedTitle')} counts={preview.skipped} />
            </div>
          </>
        )}
      </PreviewTotals>
      <PreviewUsers
        users={query.data?.pages.flatMap((page) => page.users) ?? []}
        total={totals.data?.matched_users ?? first.matched_users}
        isLoading={query.isFetchingNextPage}
        onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
      />
      {query.isFetchNextPageError && <ErrorPanel error={query.error} onRetry={() => void query.fetchNextPage()} />}
    </div>
  );
}

function Basis({ preview }: { preview: Preview }) {
  const text = useText();
  return (
    <p className="subtle">
      {text('tasks.previewNothingWritten')} <DataMoment readAt={preview.data_read_at} groupsReadAt={preview.groups_read_at} />
    </p>
  );
}

/** The one sentence that the totals come to, where there is something to say. */
function Verdict({ preview, maxUsers, words }: { preview: Preview; maxUsers: number | null; words: Words }) {
  const text = useText();
  const affected = preview.affected_users ?? 0;
  if (maxUsers !== null && affected > maxUsers) {
    return (
      <SectionMessage appearance="warning">
        <p>{text('tasks.previewHeld', { limit: maxUsers })}</p>
      </SectionMessage>
    );
  }
  if (affected > 0) return null;
  return (
    <SectionMessage appearance="information">
      <p>{text(preview.matched_users === 0 ? words.nobody : words.nothing)}</p>
    </SectionMessage>
  );
}
