import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { en } from '../../shared/messages/catalogue.ts';
import { fill } from '../../shared/messages/translate.ts';
import { FakeServer } from '../../shared/testing/fake-server.ts';
import { renderPart } from '../../shared/testing/render.tsx';
import { me, settings } from '../../shared/testing/samples.ts';
import { AccessSettings } from './AccessSettings.tsx';
import { listDifferences, nameEvent } from './audit/audit-entries.ts';
import { GeneralSettings } from './GeneralSettings.tsx';
import { checkForm, EMPTY, toEntry } from './protected/protect-form.ts';
import { ReadOnly } from './ReadOnly.tsx';
import { StopSettings } from './StopSettings.tsx';

const server = (): FakeServer =>
  new FakeServer().on('GET /me', me).on('GET /settings', settings).on('PATCH /settings', ({ body }: { body: object }) => ({ ...settings, ...body }));

describe('general settings', () => {
  it('send only what was changed', async () => {
    const { user, server: asked } = renderPart(<GeneralSettings />, server());
    const field = await screen.findByLabelText('Inactive after');
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.clear(field);
    await user.type(field, '45');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(asked.bodies('PATCH /settings')).toEqual([{ inactivity_days: 45 }]);
  });

  it('say in which language emails are written', async () => {
    const { user, server: asked } = renderPart(<GeneralSettings />, server());
    const box = await screen.findByRole('combobox', { name: 'Language of emails' });
    await user.type(box, 'Deu{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(asked.bodies('PATCH /settings')).toEqual([{ language: 'de' }]);
  });

  it('switch four eyes off with the rest, and say when the rule rests', async () => {
    const alone = server().on('GET /settings', { ...settings, organization_admins: 1 });
    const { user, server: asked } = renderPart(<GeneralSettings />, alone);
    const toggle = await screen.findByRole('checkbox', { name: 'Held plans are released by a second person' });
    expect(screen.getByText(/Only one organization admin is known/)).toBeVisible();
    await user.click(toggle);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(asked.bodies('PATCH /settings')).toEqual([{ is_four_eyes_required: false }]);
  });

  it('do not take a number that is none', async () => {
    const { user } = renderPart(<GeneralSettings />, server());
    const field = await screen.findByLabelText('Skip accounts younger than');
    await user.clear(field);
    expect(screen.getByText('Enter a whole number from 0 to 365.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });
});

describe('access settings', () => {
  it('are off at first and switch one kind of admin at a time', async () => {
    const { user, host, server: asked } = renderPart(<AccessSettings />, server());
    const toggle = await screen.findByRole('checkbox', { name: /Product admins/ });
    expect(toggle).not.toBeChecked();
    await user.click(toggle);
    expect(asked.bodies('PATCH /settings')).toEqual([{ are_product_admins_allowed: true }]);
    await waitFor(() => expect(host.flags.map(({ title }) => title)).toEqual(['Settings saved']));
  });
});

describe('the stop switch', () => {
  it('asks before it stops everything', async () => {
    const { user, server: asked } = renderPart(<StopSettings />, server());
    await user.click(await screen.findByRole('button', { name: 'Stop all runs' }));
    expect(asked.bodies('PATCH /settings')).toEqual([]);
    await user.click((await screen.findAllByRole('button', { name: 'Stop all runs' })).at(-1)!);
    expect(asked.bodies('PATCH /settings')).toEqual([{ is_stopped: true }]);
  });

  it('is lifted without asking', async () => {
    const stopped = server().on('GET /settings', { ...settings, is_stopped: true });
    const { user, server: asked } = renderPart(<StopSettings />, stopped);
    await user.click(await screen.findByRole('button', { name: 'Lift the stop' }));
    expect(asked.bodies('PATCH /settings')).toEqual([{ is_stopped: false }]);
  });
});

describe('an admin who is no organization admin', () => {
  const delegated = { ...me, is_org_admin: false, rights: ['automate', 'browse', 'stop'] };

  it('may stop everything and not lift the stop', async () => {
    const stopped = server().on('GET /me', delegated).on('GET /settings', { ...settings, is_stopped: true });
    renderPart(<StopSettings />, stopped);
    expect(await screen.findByText('Only an organization admin can let runs go on.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Lift the stop' })).toBeNull();
  });

  it('reads what organization admins set, and is told so', async () => {
    renderPart(<ReadOnly><AccessSettings /></ReadOnly>, server());
    expect(await screen.findByText('Only organization admins can change this. You can read it.')).toBeVisible();
    expect(await screen.findByRole('checkbox', { name: /Product admins/ })).toBeDisabled();
  });
});

describe('protecting somebody', () => {
  it('needs who and why, and no end that has passed', () => {
    expect(checkForm({ ...EMPTY, until: '2026-11-22' }, '2026-11-23')).toEqual({
      value: 'settings.needValue', reason: 'settings.needReason', until: 'settings.pastUntil',
    });
    expect(checkForm({ ...EMPTY, value: 'u', reason: 'r', until: '2026-11-23' }, '2026-11-23')).toEqual({});
  });

  it('sends a domain without its sign, and protection to the end of the day', () => {
    const entry = toEntry({ kind: 'domain', value: ' @Acme.Example ', reason: ' bots ', until: '2026-12-31', includesSubdomains: true });
    expect(entry).toEqual({
      kind: 'domain', value: 'acme.example', reason: 'bots', includes_subdomains: true, expires_at: new Date('2026-12-31T23:59:59').toISOString(),
    });
    expect(toEntry({ ...EMPTY, value: 'u', reason: 'r' }).expires_at).toBeNull();
  });
});

describe('the audit log', () => {
  const text = (key: string, values = {}): string => {
    const [area = '', name = ''] = key.split('.');
    return fill((en as unknown as Record<string, Record<string, string>>)[area]?.[name] ?? key, values, 'en');
  };

  it('says what happened, and shows an unknown event as it is', () => {
    expect(nameEvent({ event: 'task.updated', subject: 'Cleanup' }, text)).toBe('Automated task “Cleanup” changed');
    expect(nameEvent({ event: 'moon.landed', subject: 'Apollo' }, text)).toBe('moon.landed: Apollo');
  });

  it('lists what differs between before and after', () => {
    const entry = { before: { a: 1, b: 'x', c: null }, after: { a: 1, b: 'y', d: [1] } };
    expect(listDifferences(entry)).toEqual([
      { name: 'b', before: 'x', after: 'y' },
      { name: 'd', before: '–', after: '[1]' },
    ]);
    expect(listDifferences({ before: null, after: null })).toEqual([]);
  });
});
