/* What was sent where, what was answered, and one more try for what was given up. */
import Button from '@atlaskit/button/default/button';
import Lozenge from '@atlaskit/lozenge';

import { useNotifications, useRepeatNotification } from './queries.ts';
import type { Notification, NotificationTry } from '../../../shared/api/types.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { describeFault } from '../../../shared/domain/describe-fault.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { PagedList } from '../../../shared/layout/PagedList.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { nameEvent } from './channel-form.ts';

const COLOURS = { waiting: 'information', delivered: 'success', failed: 'danger' } as const;

/** A fault that is a mere status stands above it already. */
const isSaid = (one: NotificationTry): boolean =>
  one.status !== null && (one.fault?.code === 'answered' || one.error === `The server answered ${one.status}.`);

function Answer({ one }: { one: NotificationTry | undefined }) {
  const text = useText();
  if (!one) return <span className="subtle">–</span>;
  return (
    <>
      {one.status === null ? text('notifications.noAnswer') : text('notifications.answered', { status: String(one.status) })}
      {one.error && !isSaid(one) && <div className="small subtle">{describeFault(one, text)}</div>}
    </>
  );
}

function Tries({ line }: { line: Notification }) {
  const text = useText();
  const rich = useRichText();
  const count = text('notifications.triesOf', { done: line.tries.length, most: line.most_tries });
  return (
    <>
      {count}
      {line.next_try_at && line.tries.length > 0 && (
        <div className="small subtle">{rich('notifications.nextTry', { when: <TimeText iso={line.next_try_at} /> })}</div>
      )}
      {line.tries.length > 1 && (
        <details>
          <summary className="small">{text('notifications.showTries')}</summary>
          <ol className="small notify-tries">
            {line.tries.map((one) => (
              <li key={one.number}>
                <TimeText iso={one.tried_at} as="exact" />: <Answer one={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Again({ line }: { line: Notification }) {
  const text = useText();
  const host = useHost();
  const repeat = useRepeatNotification();
  const label = text('notifications.againLabel', { event: nameEvent(line.event, text), channel: line.channel_name });
  const again = (): void =>
    repeat.mutate(line.id, {
      onSuccess: () => host.showFlag({ kind: 'info', title: text('notifications.repeated') }),
      onError: (error) => host.showFlag({ kind: 'error', title: text('common.errorSave'), body: describeError(error, text) }),
    });
  return (
    <Button spacing="compact" aria-label={label} isLoading={repeat.isPending} onClick={again}>
      {text('notifications.again')}
    </Button>
  );
}

function Line({ line }: { line: Notification }) {
  const text = useText();
  return (
    <tr>
      <td><TimeText iso={line.created_at} as="exact" /></td>
      <td>
        {nameEvent(line.event, text)}
        {line.title && <div className="small"><Link to={line.path}>{line.title}</Link></div>}
      </td>
      <td>{line.channel_name}</td>
      <td>
        <Lozenge appearance={COLOURS[line.state]}>{text(`notifications.${line.state}`)}</Lozenge>
      </td>
      <td><Tries line={line} /></td>
      <td><Answer one={line.tries.at(-1)} /></td>
      <td className="number">{line.state === 'failed' && <Again line={line} />}</td>
    </tr>
  );
}

const COLUMNS = ['at', 'event', 'channel', 'state', 'tries', 'answer'] as const;

export function DeliveryLog() {
  const text = useText();
  const columns = [...COLUMNS.map((column) => text(`notifications.${column}`)), text('common.actions')];
  return (
    <Section title={text('notifications.log')} level={2}>
      <p className="subtle">{text('notifications.logBody')}</p>
      <PagedList query={useNotifications()} empty={<p className="subtle">{text('notifications.logNone')}</p>}>
        {(lines) => (
          <SmallTable columns={columns} hasButtons>
            {lines.map((line) => <Line key={line.id} line={line} />)}
          </SmallTable>
        )}
      </PagedList>
    </Section>
  );
}
