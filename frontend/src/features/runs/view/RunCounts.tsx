/* The counts of a run, in people and in steps; those of steps show the steps they count. */
import type { Operation, Run } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { type Count, CountTiles } from '../../plan/index.ts';
import { isActive } from '../../../shared/domain/progress.ts';
import type { LogChoice } from '../log/log-choice.ts';

interface Props {
  run: Run;
  choice: LogChoice;
}

/** While a plan waits, and by a test run, nothing was changed: its people are those whom it would change. */
function usePeople({ counts: { matched, affected }, state, planned_users: planned, failed_users: failed }: Run): Count[] {
  const text = useText();
  const isHeld = state === 'held' || state === 'tested';
  const changed = isHeld ? (planned ?? 0) : affected;
  const people: Count[] = [
    { label: text('runs.countMatched'), value: matched },
    { label: text(isHeld ? 'runs.countWouldAffect' : 'runs.countAffected'), value: changed },
  ];
  if (isHeld || !isActive(state)) {
    people.push({ label: text(isHeld ? 'runs.countWouldLeave' : 'runs.countUntouched'), value: Math.max(0, matched - changed) });
  }
  if (failed !== null) {
    people.push({ label: text(isHeld ? 'runs.countFailingUsers' : 'runs.countFailedUsers'), value: failed, tone: 'danger' });
  }
  return people;
}

function useSteps({ counts, state, mode }: Run, choice: LogChoice): Count[] {
  const text = useText();
  const show = (outcome: Operation['outcome']) => ({
    onShow: () => choice.showOutcome(choice.filter.outcome === outcome ? null : outcome),
    isShown: choice.filter.outcome === outcome,
  });
  if (mode === 'test') {
    return [
      { label: text('modes.countChange'), value: counts.would_change, ...show('would_change') },
      { label: text('modes.countSkip'), value: counts.would_skip, ...show('would_skip') },
      { label: text('modes.countFail'), value: counts.would_fail, tone: 'danger', ...show('would_fail') },
    ];
  }
  const planned: Count[] = [{ label: text('runs.countPlanned'), value: counts.planned - counts.failing, ...show('planned') }];
  if (counts.failing > 0) planned.push({ label: text('runs.countFailing'), value: counts.failing, tone: 'danger', ...show('planned') });
  return [
    { label: text('runs.countSucceeded'), value: counts.succeeded, ...show('succeeded') },
    ...(isActive(state) ? planned : []),
    { label: text('runs.countSkipped'), value: counts.skipped, ...show('skipped') },
    { label: text('runs.countFailed'), value: counts.failed, tone: 'danger', ...show('failed') },
  ];
}

export function RunCounts({ run, choice }: Props) {
  const text = useText();
  const people = usePeople(run);
  const steps = useSteps(run, choice);
  return (
    <div className="count-groups">
      <CountTiles title={text('runs.people')} counts={people} />
      <CountTiles title={text('runs.steps')} help={text('runs.stepsHelp')} counts={steps} />
    </div>
  );
}
