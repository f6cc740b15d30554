/* What needs somebody, on the first screen: each with what happened, when, and the one action that settles it. */
import Button from '@atlaskit/button/default/button';
import LinkButton from '@atlaskit/button/link';
import Lozenge from '@atlaskit/lozenge';
import { type ReactNode, useId } from 'react';

import { useMirror, useStartSync } from '../../shared/queries/session.ts';
import type { Dashboard } from '../../shared/api/types.ts';
import { describeError } from '../../shared/domain/describe-error.ts';
import { describeFault } from '../../shared/domain/describe-fault.ts';
import { navigate } from '../../shared/routing/router.ts';
import { TimeText } from '../../shared/display/TimeText.tsx';
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import { type RichText, type Text, useRichText, useText } from '../../shared/messages/LocaleContext.tsx';
import { explainReason } from '../../shared/domain/reasons.ts';
import { RepairButton } from '../plan/index.ts';
import { describeCaution } from '../../shared/domain/sentences.ts';

export type AttentionItem = Dashboard['attention']['items'][number];

const LOOKS = {
  held_run: 'warning', missed_slot: 'danger', skipped_slot: 'warning', sync_failed: 'danger', came_back: 'warning',
  repair: 'warning',
} as const satisfies Record<AttentionItem['kind'], string>;

type Linked = Exclude<AttentionItem['action'], 'sync_users' | 'repair_reference' | 'none'>;

/** Where each action is taken, and what its link says. */
export function findTarget(item: AttentionItem & { action: Linked }): readonly [address: string, label: MessageKey] {
  switch (item.action) {
    case 'review_plan':
      return [`/runs/${item.run_id}`, 'dashboard.do_review_plan'];
    case 'show_run':
      return [`/runs/${item.run_id}`, item.kind === 'came_back' ? 'dashboard.do_show_run' : 'tasks.runActiveLink'];
    case 'run_now':
      return [`/tasks/${item.task_id}/run`, 'tasks.runNow'];
    case 'edit_task':
      return [`/tasks/${item.task_id}`, item.reason === 'no_filter' ? 'tasks.repair_filter' : 'tasks.repair_task'];
    case 'replace_key':
      return ['/settings/key', 'tasks.repair_key'];
    case 'lift_stop':
      return ['/settings/stop', 'tasks.repair_stop'];
    case 'confirm_schedules':
      return ['/settings/stop', 'tasks.repair_confirm'];
    case 'edit_protected':
      return ['/settings/protected', 'dashboard.do_edit_protected'];
  }
}

function describeItem(item: AttentionItem, text: Text, rich: RichText): ReactNode {
  if (item.caution) return describeCaution(item.caution, text);
  if (item.kind === 'held_run') {
    const until = item.until && <TimeText iso={item.until} as="moment" />;
    return rich('dashboard.heldBody', { count: item.planned_users ?? 0, until });
  }
  if (item.kind === 'sync_failed') return describeFault({ fault: item.fault, error: item.reason_text }, text);
  if (item.kind === 'came_back') return text('dashboard.cameBackBody', { count: item.steps ?? 0 });
  const reason = item.reason ? explainReason(item.reason, text, item.reason_text) : (item.reason_text ?? '');
  return item.slots > 1 ? `${reason} ${text('dashboard.moreSlots', { count: item.slots })}` : reason;
}

const nameOf = (item: AttentionItem, text: Text): string => item.name ?? text('dashboard.syncOfUsers');

function SyncButton() {
  const text = useText();
  const { data: mirror } = useMirror();
  const start = useStartSync();
  const isSyncing = start.isPending || mirror?.active_sync != null;
  return (
    <div>
      <Button spacing="compact" isDisabled={isSyncing} onClick={() => start.mutate()}>
        {text(isSyncing ? 'shell.syncing' : 'shell.syncUsers')}
      </Button>
      {start.isError && <p className="danger-text" role="alert">{describeError(start.error, text)}</p>}
    </div>
  );
}

function Act({ item }: { item: AttentionItem }) {
  const text = useText();
  if (item.action === 'none') return null;
  if (item.action === 'sync_users') return <SyncButton />;
  if (item.action === 'repair_reference') return item.caution ? <RepairButton caution={item.caution} /> : null;
  const [address, label] = findTarget({ ...item, action: item.action });
  return (
    <LinkButton
      spacing="compact" href={`#${address}`} aria-label={`${text(label)}: ${nameOf(item, text)}`}
      onClick={(event) => {
        event.preventDefault();
        navigate(address);
      }}
    >
      {text(label)}
    </LinkButton>
  );
}

function Item({ item }: { item: AttentionItem }) {
  const text = useText();
  const rich = useRichText();
  return (
    <li className="attention-item">
      <div className="attention-what">
        <span className="row">
          <Lozenge appearance={LOOKS[item.kind]}>{text(`dashboard.kind_${item.kind}`)}</Lozenge>
          <strong>{nameOf(item, text)}</strong>
          {item.at && <span className="subtle small"><TimeText iso={item.at} /></span>}
        </span>
        <span>{describeItem(item, text, rich)}</span>
      </div>
      <Act item={item} />
    </li>
  );
}

export function Attention({ attention }: { attention: Dashboard['attention'] }) {
  const text = useText();
  const id = useId();
  const { items, more } = attention;
  if (items.length === 0) return null;
  return (
    <section className="attention" aria-labelledby={id}>
      <h2 id={id} className="section-title">{text('dashboard.attentionTitle')}</h2>
      <ul className="plain-list">
        {items.map((item) => (
          <Item key={[item.kind, item.action, item.task_id, item.run_id, item.name, item.caution?.code, item.caution?.facts.id].join()} item={item} />
        ))}
      </ul>
      {more > 0 && <p className="subtle small">{text('dashboard.attentionMore', { count: more })}</p>}
    </section>
  );
}
