/* Show Results: one run, live while it goes on. */
import type { Run } from '../../../shared/api/types.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { PageHeader } from '../../../shared/layout/PageHeader.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { CameBack } from './CameBack.tsx';
import { CancelRun } from './CancelRun.tsx';
import { Downloads } from '../log/Downloads.tsx';
import { HeldPlan } from '../hold/HeldPlan.tsx';
import { isActive } from '../../../shared/domain/progress.ts';
import { ReasonList } from '../../plan/index.ts';
import { RunCounts } from './RunCounts.tsx';
import { RunFacts } from './RunFacts.tsx';
import { useLogChoice } from '../log/log-choice.ts';
import { RunLog } from '../log/RunLog.tsx';
import { RunProgress } from './RunProgress.tsx';
import { useRun } from '../queries.ts';
import { RunVerdict } from './RunVerdict.tsx';
import { StateLozenge } from '../list/StateLozenge.tsx';
import { TestVerdict } from './TestVerdict.tsx';
import { UndoRun } from '../start/UndoRun.tsx';
import { useFinish } from './use-finish.ts';

export function RunView({ runId }: { runId: number }) {
  const text = useText();
  const query = useRun(runId);
  return (
    <div className="run-view">
      <p className="run-back">
        <Link to="/runs">{text('runs.backToRuns')}</Link>
      </p>
      <QueryView query={query}>{(run) => <Results run={run} />}</QueryView>
    </div>
  );
}

function Results({ run }: { run: Run }) {
  const text = useText();
  const choice = useLogChoice();
  const announcement = useFinish(run);
  const isTest = run.mode === 'test';
  return (
    <>
      <PageHeader
        title={text('runs.resultsOf', { name: run.name })}
        subtitle={<Subtitle run={run} />}
        actions={<RunActions run={run} />}
      />
      <div className="visually-hidden" role="status">{announcement}</div>
      <div className="stack">
        <RunProgress run={run} />
        {run.can_approve && <HeldPlan run={run} />}
        {run.state === 'tested' ? <TestVerdict run={run} /> : <RunVerdict run={run} />}
        <CameBack run={run} choice={choice} />
        <RunCounts run={run} choice={choice} />
        <div className="reason-columns">
          <ReasonList title={text(isTest ? 'modes.failTitle' : 'runs.failedTitle')} counts={run.counts.failed_by_reason} tone="danger" />
          <ReasonList title={text(isTest ? 'modes.skipTitle' : 'runs.skippedTitle')} counts={run.counts.skipped_by_reason} />
        </div>
        <RunFacts run={run} />
        <RunLog run={run} choice={choice} />
      </div>
    </>
  );
}

/** A held run is rejected rather than cancelled; a finished one can be downloaded and, if it changed something, undone. */
function RunActions({ run }: { run: Run }) {
  if (isActive(run.state)) return run.can_approve ? null : <CancelRun run={run} />;
  return (
    <>
      {run.can_undo && <UndoRun run={run} />}
      <Downloads run={run} />
    </>
  );
}

function Subtitle({ run }: { run: Run }) {
  const text = useText();
  return (
    <span className="row">
      <StateLozenge state={run.state} />
      {run.mode === 'test' && <span>{text('modes.runTag')}</span>}
      <span>{text('runs.runNumber', { id: String(run.id) })}</span>
      {run.undo_of !== null && <Link to={`/runs/${run.undo_of}`}>{text('runs.undoOf', { id: String(run.undo_of) })}</Link>}
      {run.undone_by !== null && (
        <Link to={`/runs/${run.undone_by}`}>{text('runs.undoneBy', { id: String(run.undone_by) })}</Link>
      )}
      {run.task_id !== null && <Link to={`/runs?task=${run.task_id}`}>{text('runs.openTask')}</Link>}
    </span>
  );
}
