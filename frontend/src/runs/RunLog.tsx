/* The log of a run: one line per step, narrowed by outcome and by user, page after page. */
import Button from '@atlaskit/button/new';
import { useState } from 'react';

import type { Operation, Run } from '../api/types.ts';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { Loading } from '../components/Loading.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { LogFilters } from './LogFilters.tsx';
import { LogTable } from './LogTable.tsx';
import { isMoving } from './progress.ts';
import { type LogFilter, useLog } from './runQueries.ts';

export interface LogUser {
  accountId: string;
  name: string;
}

export interface LogChoice {
  filter: LogFilter;
  user: LogUser | null;
  showOutcome: (outcome: Operation['outcome'] | null) => void;
  showUser: (user: LogUser | null) => void;
  clear: () => void;
}

export function useLogChoice(): LogChoice {
  const [outcome, showOutcome] = useState<Operation['outcome'] | null>(null);
  const [user, showUser] = useState<LogUser | null>(null);
  return {
    filter: { outcome, accountId: user?.accountId ?? null },
    user,
    showOutcome,
    showUser,
    clear: () => {
      showOutcome(null);
      showUser(null);
    },
  };
}

interface Props {
  run: Run;
  choice: LogChoice;
}

export function RunLog({ run, choice }: Props) {
  const text = useText();
  return (
    <section className="stack" aria-labelledby="run-log">
      <h2 id="run-log" className="log-title">{text('runs.log')}</h2>
      {run.counts.total > 0 && <LogFilters choice={choice} />}
      <Lines run={run} choice={choice} />
    </section>
  );
}

function Lines({ run, choice }: Props) {
  const text = useText();
  const query = useLog(run, choice.filter);
  const lines = query.data?.pages.flatMap((page) => page.items);
  if (!lines) {
    return query.isError ? <ErrorPanel error={query.error} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  if (lines.length === 0) return <NoLines run={run} choice={choice} />;
  return (
    <div className="stack" aria-busy={query.isPlaceholderData}>
      <LogTable lines={lines} onUser={choice.showUser} />
      {query.isFetchNextPageError && <ErrorPanel error={query.error} onRetry={() => void query.fetchNextPage()} />}
      <div className="row">
        {query.hasNextPage && (
          <Button isLoading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text('runs.loadMore')}
          </Button>
        )}
        <span className="subtle small" role="status">{text('runs.logShown', { count: lines.length })}</span>
      </div>
    </div>
  );
}

function NoLines({ run, choice }: Props) {
  const text = useText();
  const isNarrowed = choice.filter.outcome !== null || choice.filter.accountId !== null;
  if (!isNarrowed) return <p className="subtle">{text(isMoving(run.state) ? 'runs.logEmptyYet' : 'runs.logEmpty')}</p>;
  return (
    <div className="row">
      <span className="subtle">{text('runs.logEmptyFilter')}</span>
      <Button spacing="compact" onClick={choice.clear}>{text('runs.logClear')}</Button>
    </div>
  );
}
