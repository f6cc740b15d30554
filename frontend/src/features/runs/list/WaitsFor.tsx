/* Why a run goes on later: another one in front would change the same of so many people. */
import type { RunSummary } from '../../../shared/api/types.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useFormat, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';

type Waits = NonNullable<RunSummary['waits_for']>;

export function WaitsFor({ waits }: { waits: Waits }) {
  const text = useText();
  const rich = useRichText();
  const format = useFormat();
  return (
    <span className="waits-for">
      {rich('runs.waitsFor', {
        run: <Link to={`/runs/${waits.run_id}`}>{text('runs.waitsForRun', { id: String(waits.run_id), name: waits.name })}</Link>,
        people: text('runs.waitsForPeople', { count: waits.people, people: format.number(waits.people) }),
        since: <TimeText iso={waits.since} as="moment" />,
      })}
    </span>
  );
}
