/* How far a run is that goes on: what it is doing, a bar, counts, and the time left when that can be told. */
import ProgressBar from '@atlaskit/progress-bar';
import Spinner from '@atlaskit/spinner';

import type { Run } from '../../../shared/api/types.ts';
import { OutageText } from '../../../shared/display/OutageText.tsx';
import { type Text, useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import type { Format } from '../../../shared/format/format.ts';
import { countDone, isMoving, measureProgress } from '../../../shared/domain/progress.ts';
import { WaitsFor } from '../list/WaitsFor.tsx';

/** “120 of 400 steps done · about 2 min left”, or what the run does before there is a plan. */
export function describeProgress(run: Run, text: Text, format: Format): string {
  if (run.state !== 'running') {
    const { state } = run;
    return state === 'queued' || state === 'syncing' || state === 'planning' ? text(`runs.progress_${state}`) : '';
  }
  const { eta_seconds: eta, counts } = run;
  const left =
    eta === null ? text('runs.progressEstimating') : text('runs.progressLeft', { duration: format.duration(Math.max(1, eta)) });
  return `${text('runs.progressOf', { done: countDone(run), total: counts.total })} · ${left}`;
}

/** What the run does, or what it waits for. */
function Doing({ run, words }: { run: Run; words: string }) {
  const text = useText();
  if (run.cancel_requested_at) return <>{text('runs.cancelling')}</>;
  if (run.waiting) return <OutageText outage={run.waiting} />;
  if (run.waits_for) return <WaitsFor waits={run.waits_for} />;
  return <>{words}</>;
}

export function RunProgress({ run }: { run: Run }) {
  const text = useText();
  const format = useFormat();
  if (!isMoving(run.state)) return null;
  const share = measureProgress(run);
  const words = describeProgress(run, text, format);
  return (
    <section className="run-progress" aria-label={text('runs.progress')}>
      <div className="row">
        <Spinner size="small" label="" />
        <span><Doing run={run} words={words} /></span>
        {share !== null && <strong>{format.percent(share)}</strong>}
      </div>
      <ProgressBar value={share ?? 0} isIndeterminate={share === null} ariaLabel={text('runs.progress')} />
    </section>
  );
}
