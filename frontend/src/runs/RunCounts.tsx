/* The counts of a run; those of steps show the steps they count. */
import type { Operation, Run } from '../api/types.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { CountTiles } from './CountTiles.tsx';
import { isActive } from './progress.ts';
import type { LogChoice } from './RunLog.tsx';

interface Props {
  run: Run;
  choice: LogChoice;
}

export function RunCounts({ run, choice }: Props) {
  const text = useText();
  const { matched, affected, succeeded, planned, skipped, failed } = run.counts;
  const show = (outcome: Operation['outcome']) => ({
    onShow: () => choice.showOutcome(choice.filter.outcome === outcome ? null : outcome),
    isShown: choice.filter.outcome === outcome,
  });
  return (
    <CountTiles
      counts={[
        { label: text('runs.countMatched'), value: matched },
        { label: text('runs.countAffected'), value: affected },
        { label: text('runs.countSucceeded'), value: succeeded, ...show('succeeded') },
        ...(isActive(run.state) ? [{ label: text('runs.countPlanned'), value: planned, ...show('planned') }] : []),
        { label: text('runs.countSkipped'), value: skipped, ...show('skipped') },
        { label: text('runs.countFailed'), value: failed, tone: 'danger' as const, ...show('failed') },
      ]}
    />
  );
}
