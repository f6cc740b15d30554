/* Before and after: what a run changed of the person to whom its log is narrowed, with who asked for it and when. */
import { useId } from 'react';

import type { PersonChanges as Changes, Run } from '../../../shared/api/types.ts';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import type { LogUser } from './log-choice.ts';
import { usePersonChanges } from '../queries.ts';

export function PersonChanges({ run, user }: { run: Run; user: LogUser }) {
  const text = useText();
  const id = useId();
  return (
    <section className="stack-tight" aria-labelledby={id}>
      <h3 id={id}>{text('runs.changesTitle', { name: user.name })}</h3>
      <QueryView query={usePersonChanges(run, user.accountId)}>
        {({ items: [person] }) =>
          person ? <Things run={run} person={person} /> : <p className="subtle">{text('runs.changesNone')}</p>}
      </QueryView>
    </section>
  );
}

function Things({ run, person }: { run: Run; person: Changes }) {
  const text = useText();
  const rich = useRichText();
  return (
    <>
      <SmallTable columns={[text('runs.changesThing'), text('runs.changesBefore'), text('runs.changesAfter')]}>
        {person.changes.map((change) => (
          <tr key={`${change.kind} ${change.id}`}>
            <th scope="row"><span className="breakable">{text(`runs.thing_${change.kind}`, { name: change.name })}</span></th>
            <td>{text(`runs.thing_state_${change.before}`)}</td>
            <td>{text(`runs.thing_state_${change.after}`)}</td>
          </tr>
        ))}
      </SmallTable>
      <p className="subtle small">
        {text(`runs.trigger_${run.trigger}`)}
        {run.requested_by && <>, <PersonName person={run.requested_by} /></>}
        {person.first_at && person.last_at && (
          <>. {rich('runs.changesWhen', {
            first: <TimeText iso={person.first_at} as="exact" />, last: <TimeText iso={person.last_at} as="exact" />,
          })}</>
        )}
      </p>
    </>
  );
}
