/* What a test run would have done, in people and in steps: two lines for lists. */
import type { RunSummary } from '../../../shared/api/types.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';

export function TestedCounts({ run: { counts, planned_users: planned } }: { run: RunSummary }) {
  const text = useText();
  const format = useFormat();
  const { matched, would_change: would, would_skip: skip, would_fail: fail } = counts;
  const numbers = { would: format.number(would), skip: format.number(skip), fail: format.number(fail) };
  return (
    <>
      <span className="small">{text('modes.countsPeople', { planned: format.number(planned ?? 0), matched: format.number(matched) })}</span>
      <span className="small">{text('modes.countsSteps', numbers)}</span>
    </>
  );
}
