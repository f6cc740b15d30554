/* Runs as rows: what, how it went, who or what started it, when, how long, and the counts. */
import DynamicTable from '@atlaskit/dynamic-table';

import type { RunSummary } from '../../../shared/api/types.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useTick } from '../../../shared/display/use-tick.ts';
import { useFormat, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { describeBlackout } from '../../../shared/domain/blackout.ts';
import { measureSeconds } from '../../../shared/domain/progress.ts';
import { explainReason } from '../../../shared/domain/reasons.ts';
import { StateLozenge } from './StateLozenge.tsx';
import { TestedCounts } from './TestedCounts.tsx';
import { WaitsFor } from './WaitsFor.tsx';

export function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  const text = useText();
  const number = (key: string, content: string) => ({ key, content: <span className="number-cell">{content}</span>, width: 7.5 });
  const head = {
    cells: [
      { key: 'name', content: text('runs.jobName'), width: 16 },
      { key: 'state', content: text('runs.state'), width: 15 },
      { key: 'trigger', content: text('runs.trigger'), width: 11 },
      { key: 'started', content: text('runs.started'), width: 13 },
      { key: 'duration', content: text('runs.duration'), width: 8 },
      number('matched', text('runs.matched')),
      number('affected', text('runs.affected')),
      number('done', text('runs.done')),
      number('skipped', text('runs.skipped')),
      number('failed', text('runs.failed')),
    ],
  };
  const rows = runs.map((run) => ({ key: String(run.id), cells: buildCells(run) }));
  return (
    <div className="run-table">
      <DynamicTable label={text('runs.listLabel')} head={head} rows={rows} isFixedSize />
    </div>
  );
}

function buildCells(run: RunSummary) {
  const { matched, affected, succeeded, skipped, failed } = run.counts;
  return [
    { key: 'name', content: <NameCell run={run} /> },
    { key: 'state', content: <StateCell run={run} /> },
    { key: 'trigger', content: <TriggerCell run={run} /> },
    { key: 'started', content: <StartedCell run={run} /> },
    { key: 'duration', content: <DurationCell run={run} /> },
    { key: 'matched', content: <NumberCell value={matched} /> },
    { key: 'affected', content: <NumberCell value={affected} /> },
    { key: 'done', content: <NumberCell value={succeeded} /> },
    { key: 'skipped', content: <NumberCell value={skipped} /> },
    { key: 'failed', content: <NumberCell value={failed} isBad /> },
  ];
}

function NameCell({ run }: { run: RunSummary }) {
  const text = useText();
  return (
    <div className="cell">
      <Link to={`/runs/${run.id}`}>{run.name}</Link>
      <span className="subtlest small">{text('runs.runNumber', { id: String(run.id) })}</span>
    </div>
  );
}

function StateCell({ run }: { run: RunSummary }) {
  const text = useText();
  const format = useFormat();
  return (
    <div className="cell">
      <span><StateLozenge state={run.state} isWaiting={run.waits_for !== null} /></span>
      {run.waits_for && <span className="subtle small"><WaitsFor waits={run.waits_for} /></span>}
      {run.reason && <span className="subtle small">{explainReason(run.reason, text, run.reason_text)}</span>}
      {run.came_back > 0 && <span className="subtle small">{text('runs.cameBack', { count: run.came_back })}</span>}
      {run.state === 'tested' && <TestedCounts run={run} />}
      {run.mode === 'test' && run.state !== 'tested' && <span className="subtle small">{text('modes.runTag')}</span>}
      {run.blackout && <span className="subtle small">{describeBlackout(run.blackout, text, format)}</span>}
    </div>
  );
}

function TriggerCell({ run }: { run: RunSummary }) {
  const text = useText();
  return (
    <div className="cell">
      <span>{text(`runs.trigger_${run.trigger}`)}</span>
      {run.requested_by && <span className="subtle small"><PersonName person={run.requested_by} /></span>}
    </div>
  );
}

function StartedCell({ run }: { run: RunSummary }) {
  const text = useText();
  const rich = useRichText();
  if (run.started_at) return <TimeText iso={run.started_at} as="moment" />;
  if (run.scheduled_for) {
    return <span className="subtle">{rich('runs.plannedFor', { time: <TimeText iso={run.scheduled_for} as="moment" /> })}</span>;
  }
  return <span className="subtle">{text('runs.notStarted')}</span>;
}

function DurationCell({ run }: { run: RunSummary }) {
  useTick();
  const format = useFormat();
  const seconds = measureSeconds(run, Date.now());
  return <>{seconds === null ? '–' : format.duration(seconds)}</>;
}

function NumberCell({ value, isBad = false }: { value: number; isBad?: boolean }) {
  const format = useFormat();
  return <span className={isBad && value > 0 ? 'number-cell danger-text' : 'number-cell'}>{format.number(value)}</span>;
}
