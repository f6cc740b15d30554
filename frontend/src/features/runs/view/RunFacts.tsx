/* What was frozen at the start of a run (filter, actions, limit), and who or what started it when. */
import type { ReactNode } from 'react';

import type { Run } from '../../../shared/api/types.ts';
import { Facts } from '../../../shared/layout/Facts.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { TimeText, ZoneNote } from '../../../shared/display/TimeText.tsx';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { FilterSentence } from '../../../shared/filters/FilterSentence.tsx';
import { describeAction, describeCaution } from '../../../shared/domain/sentences.ts';
import { useTaskZone } from '../../../shared/queries/tasks.ts';
import { shortenDigest } from './digest.ts';
import { readFrozen } from './frozen.ts';
import { isActive, measureSeconds } from '../../../shared/domain/progress.ts';

export function RunFacts({ run }: { run: Run }) {
  const text = useText();
  return (
    <div className="run-facts">
      <section>
        <h2>{text('runs.frozenTitle')}</h2>
        <p className="subtle small">{text('runs.frozenHelp')}</p>
        <Frozen run={run} />
      </section>
      <section>
        <h2>{text('runs.timesTitle')}</h2>
        <Times run={run} />
      </section>
    </div>
  );
}

function Frozen({ run }: { run: Run }) {
  const text = useText();
  const format = useFormat();
  const limit = run.max_users === null ? text('runs.frozenNoLimit') : format.number(run.max_users);
  return (
    <Facts
      facts={[
        [text('runs.frozenFilter'), <FrozenFilter key="filter" run={run} />],
        [text('runs.frozenActions'), <FrozenActions key="actions" run={run} />],
        [text('runs.frozenLimit'), limit],
      ]}
    />
  );
}

function FrozenFilter({ run }: { run: Run }) {
  const text = useText();
  if (run.undo_of !== null) return <>{text('runs.frozenUndo', { id: String(run.undo_of) })}</>;
  if (!run.filter_name) return <>{text(run.trigger === 'bulk' ? 'runs.frozenByHand' : 'runs.frozenNoFilter')}</>;
  const { specification } = readFrozen(run);
  return (
    <>
      {run.filter_name}
      {run.filter_sentence && (
        <span className="subtle frozen-sentence">
          {specification ? (
            <FilterSentence node={specification.root} english={run.filter_sentence} names={readFrozen(run).names} />
          ) : (
            run.filter_sentence
          )}
        </span>
      )}
    </>
  );
}

function FrozenActions({ run }: { run: Run }) {
  const text = useText();
  const format = useFormat();
  const { actions, names, isPlanned } = readFrozen(run);
  if (run.undo_of !== null) return <>{text('runs.frozenUndoAction', { id: String(run.undo_of) })}</>;
  const sentences = isPlanned && actions ? actions.map((action) => describeAction(action, names, text, format)) : run.action_sentences;
  if (sentences.length === 0) return <span className="subtle">{text('runs.frozenLater')}</span>;
  return (
    <ol className="cell-list">
      {sentences.map((sentence, index) => (
        <li key={`${index}-${sentence}`}>{sentence}</li>
      ))}
    </ol>
  );
}

/** The planned moment, and in small print how it reads in the zone in which the task is planned. */
function Slot({ run, at }: { run: Run; at: string }) {
  return (
    <span className="stack-none">
      <TimeText iso={at} as="slot" />
      <ZoneNote iso={at} zone={useTaskZone(run.task_id)} />
    </span>
  );
}

/** With the data of when the run was last compared, and how much of it had come back by then. */
function Compared({ run, at }: { run: Run; at: string }) {
  const text = useText();
  return (
    <span className="stack-none">
      <TimeText iso={at} as="moment" />
      <span className="subtle small">{run.came_back > 0 ? text('runs.cameBack', { count: run.came_back }) : text('runs.nothingCameBack')}</span>
    </span>
  );
}

/** Who keeps access, by what it remains through; kinds that are not known here are left to the log. */
function Remains({ remains }: { remains: Run['remains'] }) {
  const text = useText();
  return (
    <ul className="cell-list">
      {REMAINS.filter((kind) => remains[kind]).map((kind) => (
        <li key={kind}>{text(`runs.remains_${kind}`, { count: remains[kind] ?? 0 })}</li>
      ))}
    </ul>
  );
}

const REMAINS = ['keeps_direct', 'keeps_apps', 'keeps_managed', 'stays_in_group', 'not_known'] as const;

function Times({ run }: { run: Run }) {
  const text = useText();
  const format = useFormat();
  const seconds = measureSeconds(run, Date.now());
  const moment = (iso: string): ReactNode => <TimeText iso={iso} as="moment" />;
  const facts: [string, ReactNode][] = [[text('runs.factTrigger'), text(`runs.trigger_${run.trigger}`)]];
  if (run.requested_by) facts.push([text('runs.factRequested'), <PersonName key="by" person={run.requested_by} />]);
  if (run.approved_by) facts.push([text('runs.factApproved'), <PersonName key="ok" person={run.approved_by} />]);
  if (run.plan_hash && run.holds.length > 0) facts.push([text('runs.factPlan'), <code key="plan">{shortenDigest(run.plan_hash)}</code>]);
  if (run.scheduled_for) facts.push([text('runs.factPlanned'), <Slot key="slot" run={run} at={run.scheduled_for} />]);
  if (run.started_at) facts.push([text('runs.factStarted'), moment(run.started_at)]);
  if (run.first_people !== null) facts.push([text('runs.factRamp'), text('runs.ramp', { count: run.first_people })]);
  if (run.data_read_at) facts.push([text('runs.factData'), moment(run.data_read_at)]);
  if (run.groups_read_at) {
    const unread = readFrozen(run).cautions.filter((caution) => caution.code === 'groups_not_read');
    facts.push([
      text('runs.factGroups'),
      <span key="groups" className="stack-none">
        {moment(run.groups_read_at)}
        {unread.map((caution) => (
          <span key={caution.code} className="subtle small">{describeCaution(caution, text)}</span>
        ))}
      </span>,
    ]);
  }
  if (run.finished_at) facts.push([text('runs.factFinished'), moment(run.finished_at)]);
  if (run.looked_at) {
    const { confirmed, not_applied: wrong, unchecked: open } = run.looked_at;
    const numbers = { confirmed: format.number(confirmed), wrong: format.number(wrong), open: format.number(open) };
    facts.push([text('runs.factLookedAt'), text('runs.lookedAt', numbers)]);
    if (run.looked_at.compared_at) facts.push([text('runs.factCompared'), <Compared key="compared" run={run} at={run.looked_at.compared_at} />]);
  }
  if (Object.keys(run.remains).length > 0) facts.push([text('runs.factRemains'), <Remains key="remains" remains={run.remains} />]);
  if (seconds !== null && !isActive(run.state)) facts.push([text(run.approved_by ? 'runs.factDurationHeld' : 'runs.factDuration'), format.duration(seconds)]);
  return <Facts facts={facts} />;
}
