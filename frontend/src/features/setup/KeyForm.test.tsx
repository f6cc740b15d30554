import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { loadCatalogue } from '../../shared/messages/load-catalogue.ts';
import { FakeServer, Refusal } from '../../shared/testing/fake-server.ts';
import { reading, renderPart } from '../../shared/testing/render.tsx';
import { guessZone } from '../../shared/pickers/zone-search.ts';
import { checkKey } from './key-form.ts';
import { KeyForm } from './KeyForm.tsx';

const organization = {
  org_id: 'o1', name: 'Acme', key_fingerprint: 'ab', expires_on: '2099-01-01', days_left: 400, key_status: 'verified', dead_reason: null,
};

async function fillIn(user: ReturnType<typeof renderPart>['user']): Promise<void> {
  await user.type(screen.getByLabelText(/Organization ID/), ' o1 ');
  await user.type(screen.getByLabelText(/API key/), 'secret');
  await user.type(await screen.findByRole('combobox', { name: /expires on/ }, { timeout: 20_000 }), '2099-01-01{Enter}');
  await user.click(screen.getByRole('button', { name: 'Connect' }));
}

describe('the key form', () => {
  it('says at each field what is missing and sends nothing', async () => {
    const { user, server } = renderPart(<KeyForm submitLabel="Connect" />);
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(screen.getByText('Enter the organization ID.')).toBeVisible();
    expect(screen.getByText('Paste the API key.')).toBeVisible();
    expect(screen.getByText('Enter the expiry date of the key.')).toBeVisible();
    expect(server.bodies('PUT /organization')).toEqual([]);
  });

  it('sends what was pasted without the blanks around it', async () => {
    const server = new FakeServer().on('PUT /organization', organization);
    const stored: string[] = [];
    const { user } = renderPart(<KeyForm submitLabel="Connect" onStored={({ name }) => stored.push(name)} />, server);
    await fillIn(user);
    expect(server.bodies('PUT /organization')).toEqual([{ org_id: 'o1', api_key: 'secret', expires_on: '2099-01-01', time_zone: guessZone(), inactivity_days: 30, language: 'en' }]);
    expect(stored).toEqual(['Acme']);
  });

  it('asks threshold and recipients with answers that can be kept, and says at each what is wrong', async () => {
    const wrong = new Refusal(422, { code: 'invalid', title: '', detail: '', errors: [{ pointer: '/recipients/1', code: 'not_an_email', values: {}, detail: 'No.' }] });
    const server = new FakeServer().on('PUT /organization', wrong);
    const { user } = renderPart(<KeyForm submitLabel="Connect" hasEmail />, server);
    const days = screen.getByLabelText(/Inactive after/);
    expect(days).toHaveValue('30');
    await user.clear(days);
    await user.type(days, '0');
    await user.type(screen.getByLabelText(/Emails go to/), 'a@acme.example, b');
    await fillIn(user);
    expect(screen.getByText('Enter a whole number from 1 to 3,650.')).toBeVisible();
    expect(server.bodies('PUT /organization')).toEqual([]);
    await user.clear(days);
    await user.type(days, '45');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(server.bodies('PUT /organization')).toMatchObject([{ inactivity_days: 45, recipients: ['a@acme.example', 'b'] }]);
    expect(await screen.findByText('This is not an email address.')).toBeVisible();
  });

  it('asks for no recipients where the server sends no email, and nothing again when a key is replaced', () => {
    renderPart(<><KeyForm submitLabel="Connect" /><KeyForm orgId="o1" submitLabel="Replace" hasEmail /></>);
    expect(screen.getAllByLabelText(/Inactive after/)).toHaveLength(1);
    expect(screen.queryByLabelText(/Emails go to/)).toBeNull();
  });

  it('fills in and connects the rehearsal organization with one click, where there is one', async () => {
    const known = { org_id: 'o7', api_key: 'made-up', expires_on: '2099-02-02' };
    const server = new FakeServer().on('GET /organization/rehearsal', known).on('PUT /organization', organization);
    const { user } = renderPart(<KeyForm submitLabel="Connect" hasRehearsal />, server);
    await user.click(screen.getByRole('button', { name: 'Connect the rehearsal organization' }));
    expect(await screen.findByDisplayValue('o7')).toBeVisible();
    expect(server.bodies('PUT /organization')).toEqual([{ ...known, time_zone: guessZone(), inactivity_days: 30, language: 'en' }]);
  });

  it('offers no rehearsal where there is none, and says when it cannot be had', async () => {
    const { unmount } = renderPart(<KeyForm submitLabel="Connect" />);
    expect(screen.queryByRole('button', { name: /rehearsal/ })).toBeNull();
    unmount();
    const server = new FakeServer().on('GET /organization/rehearsal', new Refusal(404, { code: 'not_found', title: '', detail: 'No' }));
    const { user } = renderPart(<KeyForm submitLabel="Connect" hasRehearsal />, server);
    await user.click(screen.getByRole('button', { name: 'Connect the rehearsal organization' }));
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(server.bodies('PUT /organization')).toEqual([]);
  });

  it('shows what Atlassian did not like at the field, and forgets it when the field is changed', async () => {
    const refusal = new Refusal(422, { code: 'invalid', title: '', detail: 'No', errors: [{ pointer: '/api_key', detail: 'This key has scopes.' }] });
    const { user } = renderPart(<KeyForm submitLabel="Connect" />, new FakeServer().on('PUT /organization', refusal));
    await fillIn(user);
    expect(await screen.findByText('This key has scopes.')).toBeVisible();
    await user.type(screen.getByLabelText(/API key/), 'x');
    expect(screen.queryByText('This key has scopes.')).toBeNull();
  });

  it('says who holds the organization, and takes over only when that is confirmed', async () => {
    const held = { code: 'organization_held', title: '', detail: '', site: 'https://acme.atlassian.net', door: 'connect', since: '2026-10-01T00:00:00Z' };
    const server = new FakeServer().on('PUT /organization', new Refusal(409, held)).on('POST /organization/take-over', organization);
    const { user } = renderPart(<KeyForm submitLabel="Connect" />, server);
    await fillIn(user);
    expect(await screen.findByText(reading(/Rollcall on https:\/\/acme.atlassian.net \(Connect\) has acted .* since Oct 1, 2026/))).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Take over …' }));
    expect(server.bodies('POST /organization/take-over')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Take over' }));
    expect(server.bodies('POST /organization/take-over')).toMatchObject([{ org_id: 'o1', api_key: 'secret' }]);
  });

  it('says what Atlassian did not like in the admin’s language', async () => {
    const error = { pointer: '/api_key', detail: 'This key has scopes.', code: 'scoped_key', values: {} };
    const refusal = new Refusal(422, { code: 'scoped_key', title: '', detail: 'No', errors: [error] });
    const german = { catalogue: await loadCatalogue('de'), locale: 'de-DE' };
    const { user } = renderPart(<KeyForm submitLabel="Connect" />, new FakeServer().on('PUT /organization', refusal), german);
    await user.type(screen.getByLabelText(/ID der Organisation/), 'o1');
    await user.type(screen.getByLabelText(/^API-Schlüssel/), 'secret');
    await user.type(await screen.findByRole('combobox', { name: /läuft ab/ }, { timeout: 20_000 }), '2099-01-01{Enter}');
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    expect(await screen.findByText(/Dieser Schlüssel ist auf Bereiche beschränkt/)).toBeVisible();
  });

  it('shows a refusal that belongs to no field above the form', async () => {
    const refusal = new Refusal(503, { code: 'unavailable', title: '', detail: 'Atlassian does not answer.' });
    const { user } = renderPart(<KeyForm submitLabel="Connect" />, new FakeServer().on('PUT /organization', refusal));
    await fillIn(user);
    expect(await screen.findByText('Atlassian does not answer.')).toBeVisible();
  });

  it('knows an expiry date that has passed', () => {
    const key = { org_id: 'o', api_key: 'k', expires_on: '2026-11-22' };
    expect(checkKey(key, '2026-11-23')).toEqual({ expires_on: 'setup.pastDate' });
    expect(checkKey({ ...key, expires_on: '2026-11-23' }, '2026-11-23')).toEqual({});
  });
});
