/* What a plan comes to, in people and in steps, each under its own name. The same for tasks, undos and selections. */
import type { Preview } from '../../shared/api/types.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { CountTiles } from './CountTiles.tsx';
import { sumReasons } from '../../shared/domain/progress.ts';

interface Props {
  preview: Preview;
  /** Who is meant: those who match, or those who were selected. */
  matchedLabel?: string;
}

export function PreviewCounts({ preview, matchedLabel }: Props) {
  const text = useText();
  const { matched_users: matched, affected_users: affected, failing_users: failing } = preview;
  const people = [
    { label: matchedLabel ?? text('tasks.previewMatched'), value: matched ?? 0 },
    { label: text('tasks.previewAffected'), value: affected ?? 0 },
    { label: text('tasks.previewUntouched'), value: Math.max(0, (matched ?? 0) - (affected ?? 0)) },
    { label: text('tasks.previewFailingUsers'), value: failing ?? 0, tone: 'danger' as const },
  ];
  const steps = [
    { label: text('tasks.previewPlanned'), value: preview.planned_operations ?? 0 },
    { label: text('tasks.previewSkipped'), value: sumReasons(preview.skipped) },
    { label: text('tasks.previewFailed'), value: sumReasons(preview.failed), tone: 'danger' as const },
  ];
  return (
    <div className="count-groups">
      <CountTiles title={text('runs.people')} counts={people} />
      <CountTiles title={text('runs.steps')} help={text('runs.stepsHelp')} counts={steps} />
    </div>
  );
}
