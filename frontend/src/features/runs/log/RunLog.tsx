/* The log of a run: one line per step, narrowed by outcome and by user, page after page. */
import Button from '@atlaskit/button/default/button';

import type { Run } from '../../../shared/api/types.ts';
import { PagedList } from '../../../shared/layout/PagedList.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { LogFilters } from './LogFilters.tsx';
import { LogTable } from './LogTable.tsx';
import { PersonChanges } from './PersonChanges.tsx';
import { isMoving } from '../../../shared/domain/progress.ts';
import { useLog } from '../queries.ts';
import type { LogChoice } from './log-choice.ts';

interface Props {
  run: Run;
  choice: LogChoice;
}

export function RunLog({ run, choice }: Props) {
  const text = useText();
  return (
    <section className="stack" aria-labelledby="run-log">
      <h2 id="run-log" className="log-title">{text('runs.log')}</h2>
      {run.counts.total > 0 && <LogFilters run={run} choice={choice} />}
      {choice.user && <PersonChanges run={run} user={choice.user} />}
      <Lines run={run} choice={choice} />
    </section>
  );
}

function Lines({ run, choice }: Props) {
  const text = useText();
  return (
    <PagedList
      query={useLog(run, choice.filter)}
      empty={<NoLines run={run} choice={choice} />}
      countLabel={(count) => text('runs.logShown', { count })}
    >
      {(lines) => <LogTable run={run} lines={lines} onUser={choice.showUser} />}
    </PagedList>
  );
}

function NoLines({ run, choice }: Props) {
  const text = useText();
  const isNarrowed = choice.filter.outcome !== null || choice.filter.accountId !== null || choice.filter.hasComeBack;
  if (!isNarrowed) return <p className="subtle">{text(isMoving(run.state) ? 'runs.logEmptyYet' : 'runs.logEmpty')}</p>;
  return (
    <div className="row">
      <span className="subtle">{text('runs.logEmptyFilter')}</span>
      <Button spacing="compact" onClick={choice.clear}>{text('runs.logClear')}</Button>
    </div>
  );
}
