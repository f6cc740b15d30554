/* What runs next by itself, and what failed lately. */
import type { Dashboard } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { TimeText, ZoneNote } from '../../shared/display/TimeText.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { explainReason } from '../../shared/domain/reasons.ts';
import { StateLozenge, WaitsFor } from '../runs/index.ts';
import { SlotList } from '../tasks/index.ts';

/** In the reader's zone, named; in the task's own in small print where that reads otherwise. */
function Slot({ run: { next_run_at: due, time_zone: zone, next_slots: slots } }: { run: Dashboard['upcoming'][number] }) {
  const struck = slots.filter((slot) => slot.blackout);
  const at = slots.find((slot) => !slot.blackout)?.at ?? (struck.length > 0 ? null : due);
  return (
    <span className="subtle small">
      {struck.length > 0 && <SlotList slots={struck} />}
      {at !== null && (
        <>
          <TimeText iso={at} as="slot" /> · <TimeText iso={at} />
          <ZoneNote iso={at} zone={zone} className="task-zone" />
        </>
      )}
    </span>
  );
}

export function Upcoming({ upcoming }: { upcoming: Dashboard['upcoming'] }) {
  const text = useText();
  return (
    <Section title={text('dashboard.upcomingTitle')} level={2} actions={<Link to="/tasks">{text('dashboard.allTasks')}</Link>}>
      {upcoming.length === 0 ? (
        <p className="subtle">{text('dashboard.upcomingNone')}</p>
      ) : (
        <ul className="plain-list lines">
          {upcoming.map((run) => (
            <li key={run.task_id} className="row-apart">
              <Link to={`/tasks/${run.task_id}`}>{run.name}</Link>
              <Slot run={run} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Runs that wait for another one; nothing at all while none does. */
export function Waiting({ waiting }: { waiting: Dashboard['waiting'] }) {
  const text = useText();
  if (waiting.length === 0) return null;
  return (
    <Section title={text('dashboard.waitingTitle')} level={2} actions={<Link to="/runs">{text('dashboard.allRuns')}</Link>}>
      <ul className="plain-list lines">
        {waiting.map((run) => (
          <li key={run.id}>
            <Link to={`/runs/${run.id}`}>{run.name}</Link>
            <p className="small subtle">{run.waits_for && <WaitsFor waits={run.waits_for} />}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Failures({ failures }: { failures: Dashboard['failures'] }) {
  const text = useText();
  return (
    <Section title={text('dashboard.failuresTitle')} level={2} actions={<Link to="/runs">{text('dashboard.allRuns')}</Link>}>
      {failures.length === 0 ? (
        <p className="subtle">{text('dashboard.failuresNone')}</p>
      ) : (
        <ul className="plain-list lines">
          {failures.map((run) => (
            <li key={run.id}>
              <div className="row-apart">
                <Link to={`/runs/${run.id}`}>{run.name}</Link>
                <span className="row">
                  {run.finished_at && <span className="subtle small"><TimeText iso={run.finished_at} /></span>}
                  <StateLozenge state={run.state} />
                </span>
              </div>
              <p className="small subtle">
                {run.reason
                  ? explainReason(run.reason, text, run.reason_text)
                  : run.counts.failed > 0 && text('dashboard.failedSteps', { count: run.counts.failed })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
