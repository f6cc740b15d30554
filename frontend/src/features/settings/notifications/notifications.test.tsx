import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Channel, Notification, Settings } from '../../../shared/api/types.ts';
import { en } from '../../../shared/messages/catalogue.ts';
import { fill } from '../../../shared/messages/translate.ts';
import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me, settings } from '../../../shared/testing/samples.ts';
import { isShorter, RetentionSettings } from '../retention/RetentionSettings.tsx';
import { checkForm, EMPTY, splitRecipients, toChange, toChannel } from './channel-form.ts';
import { NotificationSettings } from './NotificationSettings.tsx';

const PATIENCE = { timeout: 8_000 };

const channel: Channel = {
  id: 7, kind: 'webhook', name: 'Ops chat', url: 'https://chat.example/hook', recipients: null, events: ['run.failed'],
  is_active: true, has_secret: true, old_secret_until: null, unconfirmed: [], created_by: { account_id: 'u1', name: 'Ann' },
  created_at: '2026-11-20T10:00:00Z',
};

const line: Notification = {
  id: 3, message_id: 'msg_1', channel_id: 7, channel_name: 'Ops chat', kind: 'webhook', event: 'run.failed', title: 'Clean-up',
  path: '/runs/12', state: 'failed', most_tries: 2, created_at: '2026-11-20T10:00:00Z', next_try_at: null,
  finished_at: '2026-11-21T10:00:00Z',
  tries: [
    { number: 1, tried_at: '2026-11-20T10:00:00Z', status: null, error: 'The server did not answer in time.', duration_ms: 9, fault: { code: 'no_answer', values: {} } },
    { number: 2, tried_at: '2026-11-21T10:00:00Z', status: 500, error: 'The server answered 500.', duration_ms: 9, fault: { code: 'answered', values: { status: 500 } } },
  ],
};

const server = (channels: Channel[] = [channel], lines: Notification[] = [], isEmailAvailable = true): FakeServer =>
  new FakeServer()
    .on('GET /channels', { items: channels, is_email_available: isEmailAvailable, mails_left: 12, mails_per_day: 500 })
    .on('GET /notifications', { items: lines, next_cursor: null });

describe('adding a webhook', () => {
  it('shows its secret once', async () => {
    const answering = server([]).on('POST /channels', { ...channel, secret: 'whsec_abc' });
    const { user } = renderPart(<NotificationSettings />, answering);
    await user.click(screen.getByRole('button', { name: 'Add channel' }));
    const dialog = within(await screen.findByRole('dialog', {}, PATIENCE));
    fireEvent.change(dialog.getByRole('textbox', { name: /^Name/ }), { target: { value: 'Ops' } });
    fireEvent.change(dialog.getByRole('textbox', { name: /^Address/ }), { target: { value: 'https://x.io/' } });
    await user.click(dialog.getByRole('button', { name: 'Add channel' }));
    expect(await screen.findByDisplayValue('whsec_abc', {}, PATIENCE)).toBeVisible();
    expect(answering.bodies('POST /channels')).toEqual([
      {
        kind: 'webhook', name: 'Ops', url: 'https://x.io/',
        events: [
          'run.failed', 'run.partial', 'run.held', 'run.missed', 'run.skipped', 'run.cancelled', 'run.came_back', 'runs.stopped',
          'sync.failed', 'key.expiring', 'key.dead',
        ],
      },
    ]);
    await user.click(screen.getByRole('button', { name: 'I have it' }));
    expect(screen.queryByDisplayValue('whsec_abc')).toBeNull();
  });

  it('shows what the server says of the address at the field', async () => {
    const detail = 'This address leads into a private network; use a public one.';
    const refusing = server([]).on(
      'POST /channels',
      new Refusal(422, { status: 422, code: 'invalid', title: 'x', detail, errors: [{ pointer: '/url', detail }] }),
    );
    const { user } = renderPart(<NotificationSettings />, refusing);
    await user.click(screen.getByRole('button', { name: 'Add channel' }));
    const dialog = within(await screen.findByRole('dialog', {}, PATIENCE));
    fireEvent.change(dialog.getByRole('textbox', { name: /^Name/ }), { target: { value: 'x' } });
    fireEvent.change(dialog.getByRole('textbox', { name: /^Address/ }), { target: { value: 'https://10.0.0.1/' } });
    await user.click(dialog.getByRole('button', { name: 'Add channel' }));
    expect(await dialog.findByText(detail, {}, PATIENCE)).toBeVisible();
  });

  it('offers no email where the server can send none, and says so', async () => {
    const { user } = renderPart(<NotificationSettings />, server([], [], false));
    await user.click(screen.getByRole('button', { name: 'Add channel' }));
    expect(await screen.findByText(/not set up to send email/, {}, PATIENCE)).toBeVisible();
    expect(screen.queryByRole('radio', { name: 'Email' })).toBeNull();
  });
});

describe('a channel', () => {
  const choose = async (user: ReturnType<typeof renderPart>['user'], item: string): Promise<void> => {
    await user.click(await screen.findByRole('button', { name: 'Actions for Ops chat' }, PATIENCE));
    await user.click(await screen.findByRole('menuitem', { name: item }, PATIENCE));
  };

  it('is switched off in its row', async () => {
    const answering = server().on('PATCH /channels/7', { ...channel, is_active: false });
    const { user } = renderPart(<NotificationSettings />, answering);
    await user.click(await screen.findByRole('checkbox', { name: 'Ops chat is told of events' }, PATIENCE));
    expect(answering.bodies('PATCH /channels/7')).toEqual([{ is_active: false }]);
  });

  it('says whose addresses have not confirmed, and how many emails are left', async () => {
    const mail: Channel = { ...channel, kind: 'email', url: null, recipients: ['a@x.example', 'b@x.example'], unconfirmed: ['b@x.example'] };
    renderPart(<NotificationSettings />, server([mail]));
    expect(await screen.findByText('Not confirmed, so nothing is sent to: b@x.example', undefined, PATIENCE)).toBeVisible();
    expect(screen.getByText('12 of 500 emails of a day are left.')).toBeVisible();
  });

  it('is tested from its menu', async () => {
    const answering = server().on('POST /channels/7/test', { notification_id: 4 });
    const { user, host } = renderPart(<NotificationSettings />, answering);
    await choose(user, 'Send a test');
    expect(host.flags.at(-1)?.title).toMatch(/on its way/);
  });

  it('is given a new secret, which is shown once', async () => {
    const answering = server().on('POST /channels/7/secret', { secret: 'whsec_new', old_secret_until: '2026-11-21T10:00:00Z' });
    const { user } = renderPart(<NotificationSettings />, answering);
    await choose(user, 'New secret');
    await user.click(await screen.findByRole('button', { name: 'Make a new secret' }, PATIENCE));
    expect(await screen.findByDisplayValue('whsec_new', {}, PATIENCE)).toBeVisible();
  });
});

describe('the delivery log', () => {
  it('tells what was answered, and tries again what was given up', async () => {
    const answering = server([channel], [line]).on('POST /notifications/3/repeat', { notification_id: 3 });
    const { user } = renderPart(<NotificationSettings />, answering);
    const row = within((await screen.findByRole('link', { name: 'Clean-up' }, PATIENCE)).closest('tr')!);
    expect(row.getByText('Given up')).toBeVisible();
    expect(row.getAllByText('Answered 500').length).toBeGreaterThan(0);
    expect(row.getByText('2 of 2')).toBeVisible();
    await user.click(row.getByRole('button', { name: 'Try again: Run failed to Ops chat' }));
    expect(answering.bodies('POST /notifications/3/repeat')).toHaveLength(1);
  });
});

describe('what is entered for a channel', () => {
  const text = (key: string, values = {}): string => fill(en.notifications[key.split('.')[1] as 'needUrl'], values, 'en');

  it('is checked before it is sent', () => {
    expect(checkForm({ ...EMPTY, events: [] }, text)).toEqual({
      name: 'Give it a name.', events: 'Choose at least one event.', url: 'Enter an address that begins with https.',
    });
    const email = { ...EMPTY, kind: 'email', name: 'x' } as const;
    expect(checkForm(email, text)).toEqual({ recipients: 'Enter at least one email address.' });
    expect(checkForm({ ...email, recipients: 'a@b.example\nops' }, text)).toEqual({ recipients: '“ops” is not an email address.' });
    expect(checkForm({ ...email, recipients: Array.from({ length: 11 }, (_, n) => `a${n}@b.example`).join(' ') }, text)).toEqual({
      recipients: 'Enter at most ten addresses.',
    });
    expect(checkForm({ ...email, recipients: 'a@b.example' }, text)).toEqual({});
  });

  it('is sent as the kind has it', () => {
    const form = { ...EMPTY, name: ' Ops ', url: ' https://x.example ', recipients: 'a@b.example, a@b.example;c@d.example' };
    expect(splitRecipients(form.recipients)).toEqual(['a@b.example', 'c@d.example']);
    expect(toChannel({ ...form, kind: 'email' })).toMatchObject({ kind: 'email', name: 'Ops', recipients: ['a@b.example', 'c@d.example'] });
    expect(toChange(form)).toEqual({ name: 'Ops', url: 'https://x.example', events: [...EMPTY.events] });
  });
});

describe('retention', () => {
  it('asks before more is removed, and not before more is kept', async () => {
    const kept: Settings = { ...settings, run_retention_days: 90 };
    const answering = new FakeServer().on('GET /me', me).on('GET /settings', kept);
    answering.on('PATCH /settings', { ...kept, run_retention_days: 30 });
    const { user } = renderPart(<RetentionSettings />, answering);
    const choice = await screen.findByRole('combobox', { name: /Keep finished runs/ }, PATIENCE);
    await waitFor(() => expect(choice).toBeEnabled(), PATIENCE);
    await user.click(choice);
    await user.click(await screen.findByText('For 30 days', {}, PATIENCE));
    expect(answering.bodies('PATCH /settings')).toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Remove older runs' }, PATIENCE));
    expect(answering.bodies('PATCH /settings')).toEqual([{ run_retention_days: 30 }]);
  });

  it('knows what is shorter', () => {
    expect([isShorter(30, 0), isShorter(30, 90), isShorter(0, 30), isShorter(90, 30)]).toEqual([true, true, false, false]);
  });
});
