/* What a bulk operation would do: totals, reasons, then user by user. Reads only. */
import SectionMessage from '@atlaskit/section-message';

import type { useBulkPreview } from '../api/bulk.ts';
import type { Preview } from '../api/types.ts';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { Loading } from '../components/Loading.tsx';
import { useFormat, useText } from '../messages/LocaleContext.tsx';
import { CountTiles } from '../runs/CountTiles.tsx';
import { ReasonList } from '../runs/ReasonList.tsx';
import { Cautions } from '../tasks/Cautions.tsx';
import { PreviewUsers } from '../tasks/PreviewUsers.tsx';

const sum = (counts: Readonly<Record<string, number>> | null): number =>
  Object.values(counts ?? {}).reduce((total, count) => total + count, 0);

function Totals({ preview }: { preview: Preview }) {
  const text = useText();
  return (
    <CountTiles
      counts={[
        { label: text('users.bulkSelected'), value: preview.matched_users ?? 0 },
        { label: text('users.bulkAffected'), value: preview.affected_users ?? 0 },
        { label: text('users.bulkSteps'), value: preview.planned_operations ?? 0 },
        { label: text('users.bulkSkipped'), value: sum(preview.skipped) },
        { label: text('users.bulkFailing'), value: sum(preview.failed), tone: 'danger' },
      ]}
    />
  );
}

export function BulkPreview({ query }: { query: ReturnType<typeof useBulkPreview> }) {
  const text = useText();
  const format = useFormat();
  const first = query.data?.pages[0];
  if (query.isError && !first) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!first) return <Loading />;
  const { mirror_age_seconds: age } = first;
  return (
    <div className="stack">
      <p className="subtle">
        {text('users.bulkNothingYet')} {age !== null && text('shell.dataAge', { age: format.age(age) })}
      </p>
      <Totals preview={first} />
      {first.affected_users === 0 && (
        <SectionMessage>
          <p>{text('users.bulkNobody')}</p>
        </SectionMessage>
      )}
      <Cautions cautions={first.warnings} />
      <ReasonList title={text('users.bulkFailing')} counts={first.failed} tone="danger" />
      <ReasonList title={text('users.bulkSkipped')} counts={first.skipped} />
      <PreviewUsers
        users={query.data?.pages.flatMap((page) => page.users) ?? []}
        total={first.matched_users ?? 0}
        isLoading={query.isFetchingNextPage}
        onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
      />
    </div>
  );
}
