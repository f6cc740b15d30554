/* The doctor: a look at the organization for what no document says, what is bad first, with what to do about it. */
import Button from '@atlaskit/button/default/button';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';

import { useExamination, useLastExamination } from './queries.ts';
import type { Examination, Finding } from '../../../shared/api/types.ts';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { Link } from '../../../shared/routing/Link.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { en, type MessageKey } from '../../../shared/messages/catalogue.ts';
import { type Text, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';

const LOOKS = { holds: 'success', not_seen: 'moved', contradicted: 'removed' } as const;
const ORDER = ['contradicted', 'not_seen', 'holds'] as const;

/** A newer server may know facts that this page has no words for; it brings an English sentence of its own. */
function nameFact({ fact, sentence }: Finding, text: Text): string {
  const name = `fact_${fact}`;
  return name in en.doctor ? text(`doctor.${name}` as MessageKey) : sentence;
}

function StoppedTasks({ tasks }: { tasks: Examination['stopped_tasks'] }) {
  const text = useText();
  if (tasks.length === 0) return <p>{text('doctor.noTaskStopped')}</p>;
  return (
    <>
      <p>{text('doctor.stoppedTasks')}</p>
      <ul>{tasks.map(({ id, name }) => <li key={id}><Link to={`/tasks/${id}`}>{name}</Link></li>)}</ul>
    </>
  );
}

function Verdict({ findings, unsafe_actions: unsafe, stopped_tasks: stopped }: Examination) {
  const text = useText();
  if (!findings.some(({ verdict }) => verdict === 'contradicted')) {
    return <SectionMessage appearance="success" headingLevel="h2" title={text('doctor.sound')}>{null}</SectionMessage>;
  }
  const actions = unsafe.map((action) => text(`tasks.type_${action}` as MessageKey)).join(', ');
  return (
    <SectionMessage appearance={actions ? 'error' : 'warning'} headingLevel="h2" title={text('doctor.contradictedTitle')}>
      <p>{actions ? text('doctor.unsafe', { actions }) : text('doctor.harmless')}</p>
      {actions && <StoppedTasks tasks={stopped} />}
      <p>{text('doctor.whatToDo')}</p>
    </SectionMessage>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const text = useText();
  const sorted = ORDER.flatMap((verdict) => findings.filter((one) => one.verdict === verdict));
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={text('doctor.fact')}>
      <table className="small-table">
        <thead>
          <tr>
            <th scope="col">{text('doctor.fact')}</th>
            <th scope="col">{text('doctor.verdict')}</th>
            <th scope="col">{text('doctor.count')}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((one) => (
            <tr key={one.fact}>
              <th scope="row">{nameFact(one, text)}</th>
              <td><Lozenge appearance={LOOKS[one.verdict]}>{text(`doctor.${one.verdict}`)}</Lozenge></td>
              <td>{one.seen > 0 ? text('doctor.agree', { agree: String(one.agree), seen: String(one.seen) }) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the last examination found bad is told whoever comes; only who may configure looks again. */
export function DoctorSettings({ mayExamine = true }: { mayExamine?: boolean }) {
  const text = useText();
  const rich = useRichText();
  const examination = useExamination();
  const last = useLastExamination();
  const { data: fresh, error, isPending } = examination;
  const kept = last.data && last.data.findings.length > 0 ? last.data : undefined;
  const data = fresh ?? kept;
  if (!mayExamine && !data) return null;
  return (
    <Section title={text('doctor.title')} level={2}>
      <p className="subtle">{text('doctor.body')}</p>
      {mayExamine && (
        <Button isLoading={isPending} onClick={() => examination.mutate()}>
          {text(data ? 'doctor.again' : 'doctor.start')}
        </Button>
      )}
      <div role="status" className="stack">
        {!fresh && kept?.examined_at && <p className="subtle">{rich('doctor.lastLook', { when: <TimeText iso={kept.examined_at} isPast /> })}</p>}
        {data && <Verdict {...data} />}
        {data?.findings.some(({ verdict }) => verdict === 'not_seen') && <p className="subtle">{text('doctor.notSeenHelp')}</p>}
      </div>
      {error && <ErrorPanel title={text('doctor.failed')} error={error} />}
      {data && <Findings findings={data.findings} />}
    </Section>
  );
}
