/* What an admin enters for a channel, what is wrong with it, and what is sent. */
import { ApiProblem } from '../../../shared/api/problem.ts';
import type { Channel, ChannelChange, ChannelEvent, ChannelIn, Notification } from '../../../shared/api/types.ts';
import { describeViolation } from '../../../shared/domain/describe-error.ts';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';

export interface ChannelForm {
  kind: Channel['kind'];
  name: string;
  url: string;
  /** One address a line. */
  recipients: string;
  events: readonly ChannelEvent[];
}

export type ChannelField = 'name' | 'url' | 'recipients' | 'events';
export type ChannelErrors = Partial<Record<ChannelField, string>>;

export const EVENTS = [
  'run.failed', 'run.partial', 'run.held', 'run.missed', 'run.skipped', 'run.cancelled', 'run.came_back', 'run.succeeded',
  'run.tested',
  'runs.stopped', 'sync.failed', 'key.expiring', 'key.dead',
] as const satisfies readonly ChannelEvent[];
const MOST_RECIPIENTS = 10;
const EMAIL = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/;

const NEEDS_NOBODY: readonly ChannelEvent[] = ['run.succeeded', 'run.tested'];

/** Everything but successes and tests: what somebody has to do something about. */
export const EMPTY: ChannelForm = {
  kind: 'webhook', name: '', url: '', recipients: '', events: EVENTS.filter((event) => !NEEDS_NOBODY.includes(event)),
};

export const nameEvent = (event: Notification['event'], text: Text): string =>
  text(`notifications.event_${event.replace('.', '_')}` as MessageKey);

export const toForm = (channel: Channel): ChannelForm => ({
  kind: channel.kind,
  name: channel.name,
  url: channel.url ?? '',
  recipients: (channel.recipients ?? []).join('\n'),
  events: channel.events,
});

export function splitRecipients(typed: string): string[] {
  return [...new Set(typed.split(/[\s,;]+/).filter(Boolean))];
}

export function checkForm(form: ChannelForm, text: Text): ChannelErrors {
  const errors: ChannelErrors = {};
  if (form.name.trim() === '') errors.name = text('notifications.needName');
  if (form.events.length === 0) errors.events = text('notifications.needEvents');
  if (form.kind === 'webhook') {
    if (!/^https?:\/\/\S+$/.test(form.url.trim())) errors.url = text('notifications.needUrl');
    return errors;
  }
  const recipients = splitRecipients(form.recipients);
  const bad = recipients.find((one) => !EMAIL.test(one));
  if (recipients.length === 0) errors.recipients = text('notifications.needRecipients');
  else if (recipients.length > MOST_RECIPIENTS) errors.recipients = text('notifications.tooManyRecipients');
  else if (bad !== undefined) errors.recipients = text('notifications.badRecipient', { address: bad });
  return errors;
}

const where = (form: ChannelForm): Pick<ChannelIn, 'url'> | Pick<ChannelIn, 'recipients'> =>
  form.kind === 'webhook' ? { url: form.url.trim() } : { recipients: splitRecipients(form.recipients) };

export const toChannel = (form: ChannelForm): ChannelIn => ({
  kind: form.kind, name: form.name.trim(), events: [...form.events], ...where(form),
});

export const toChange = (form: ChannelForm): ChannelChange => ({ name: form.name.trim(), events: [...form.events], ...where(form) });

/** The server's errors by field; those of single list items belong to the list. */
export function serverErrors(error: unknown, text: Text): ChannelErrors {
  if (!(error instanceof ApiProblem)) return {};
  const errors: ChannelErrors = {};
  for (const violation of error.errors) {
    const field = violation.pointer.split('/')[1] as ChannelField | undefined;
    if (field !== undefined) errors[field] ??= describeViolation(violation, text);
  }
  return errors;
}
