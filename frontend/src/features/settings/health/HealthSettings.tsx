/* Whether Rollcall is at work, part by part, and what to do about what is not. */
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';

import { useHealth } from './queries.ts';
import { useRight } from '../../../shared/queries/session.ts';
import type { Health, HealthProblem } from '../../../shared/api/types.ts';
import { describeFault } from '../../../shared/domain/describe-fault.ts';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { type Text, useFormat, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { DoctorSettings } from './DoctorSettings.tsx';
import { judge, PARTS, type Part } from './parts.ts';

const LOOKS = { ok: 'success', attention: 'warning', trouble: 'danger' } as const;

function describeKey({ organization }: Health, text: Text): string {
  if (!organization) return text('health.notConnected');
  if (organization.key_status === 'dead') return text('health.refused');
  return organization.days_left < 0 ? text('health.expired') : text('health.expiresIn', { count: organization.days_left });
}

function Data({ mirror }: Health) {
  const text = useText();
  const rich = useRichText();
  const last = mirror.last_sync?.state === 'failed' ? mirror.last_sync : null;
  return (
    <>
      {mirror.synced_at ? rich('health.synced', { when: <TimeText iso={mirror.synced_at} isPast /> }) : text('health.notSynced')}
      {last && ` ${text('health.lastSyncFailed', { error: describeFault(last, text) })}`}
    </>
  );
}

function Processes({ alive, seen_at: at }: Health['workers']) {
  const text = useText();
  const rich = useRichText();
  return (
    <>
      {text('health.running', { count: alive })}, {at ? rich('health.seen', { when: <TimeText iso={at} isPast /> }) : text('health.neverSeen')}
    </>
  );
}

function PartText({ part, health }: { part: Part; health: Health }) {
  const text = useText();
  const format = useFormat();
  switch (part) {
    case 'scheduler':
    case 'workers':
      return <Processes {...health[part]} />;
    case 'queue': {
      const { count, age_seconds: age } = health.queue;
      return count === 0 ? text('health.nothingWaits') : text('health.waits', { count, age: format.duration(age) });
    }
    case 'data':
      return <Data {...health} />;
    case 'key':
      return describeKey(health, text);
    case 'told': {
      const { waiting, failed_last_day: failed } = health.notifications;
      return `${text('health.underWay', { count: waiting })}, ${text('health.givenUp', { count: failed })}`;
    }
  }
}

function Problems({ problems }: { problems: readonly HealthProblem[] }) {
  const text = useText();
  if (problems.length === 0) return <SectionMessage appearance="success" headingLevel="h2" title={text('health.allWell')}>{null}</SectionMessage>;
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('health.needsYou', { count: problems.length })}>
      <ul>{problems.map((problem) => <li key={problem}>{text(`health.${problem}`)}</li>)}</ul>
    </SectionMessage>
  );
}

function Parts({ health }: { health: Health }) {
  const text = useText();
  return (
    <div className="stack">
      <Problems problems={health.problems} />
      <div className="table-scroll">
        <table className="small-table">
          <tbody>
            {PARTS.map((part) => {
              const verdict = judge(part, health.problems);
              return (
                <tr key={part}>
                  <th scope="row">{text(`health.${part}`)}</th>
                  <td><Lozenge appearance={LOOKS[verdict]}>{text(`health.${verdict}`)}</Lozenge></td>
                  <td><PartText part={part} health={health} /></td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

export function HealthSettings() {
  const text = useText();
  const health = useHealth();
  const mayExamine = useRight('configure');
  return (
    <>
      <Section title={text('health.title')} level={2}>
        <p className="subtle">{text('health.body')}</p>
        <QueryView query={health}>{(data) => <Parts health={data} />}</QueryView>
      </Section>
      <DoctorSettings mayExamine={mayExamine} />
    </>
  );
}
