import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { FakeServer, Refusal } from '../shared/testing/fake-server.ts';
import { reading, renderPart } from '../shared/testing/render.tsx';
import { me, mirror, organization } from '../shared/testing/samples.ts';
import { App } from './App.tsx';
import { startRouter } from '../shared/routing/router.ts';

const server = (answer: unknown): FakeServer =>
  new FakeServer()
    .on('GET /me', answer)
    .on('GET /mirror', mirror)
    .on('GET /tasks', { items: [] })
    .on('GET /runs', { items: [], next_cursor: null });

const refused = (status: number, code: string, detail = ''): Refusal => new Refusal(status, { code, title: '', status, detail });

beforeEach(() => {
  window.location.hash = '#/runs';
  startRouter(null);
});

describe('the entrance', () => {
  it('opens the app with its six tabs', async () => {
    renderPart(<App />, server(me));
    const tabs = await screen.findAllByRole('tab');
    expect(tabs.map((tab) => tab.textContent)).toEqual([
      'Dashboard', 'User Browser', 'Changes', 'Automated Tasks', 'Last Runs', 'Settings',
    ]);
  });

  it('leads the keyboard past header and tabs to the screen, and leaves the address alone', async () => {
    const { user } = renderPart(<App />, server(me));
    await screen.findAllByRole('tab');
    await user.tab();
    const link = screen.getByRole('link', { name: 'Skip to content' });
    expect(link).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('tabpanel')).toContainElement(document.activeElement as HTMLElement);
    await user.tab({ shift: true });
    expect(screen.getByRole('tabpanel')).toHaveFocus();
    expect(window.location.hash).toBe('#/runs');
  });

  it('says that a page does not exist, and leads back', async () => {
    window.location.hash = '#/nowhere';
    startRouter(null);
    const { user } = renderPart(<App />, server(me));
    expect(await screen.findByRole('heading', { name: 'This page does not exist' })).toBeVisible();
    expect(screen.getByText(/what it showed is gone/)).toBeVisible();
    const ways = screen.getByRole('navigation', { name: 'Screens' });
    expect(within(ways).getAllByRole('link').map((link) => link.textContent)).toHaveLength(6);
    await user.click(within(ways).getByRole('link', { name: 'Last Runs' }));
    expect(await screen.findAllByRole('tab')).toHaveLength(6);
  });

  it('asks for the key before anything else', async () => {
    renderPart(<App />, server(refused(403, 'needs_proof')));
    expect(await screen.findByRole('heading', { name: 'Connect your organization' }, { timeout: 4000 })).toBeVisible();
  });

  it('says where the data went when another installation took over', async () => {
    const gone = { setup: 'needs_key', moved_to: 'https://acme.atlassian.net', moved_at: '2026-11-23T10:00:00Z' };
    renderPart(<App />, server(new Refusal(403, { code: 'needs_proof', title: '', status: 403, detail: '', ...gone })));
    expect(await screen.findByText(reading(/moved to https:\/\/acme.atlassian.net on Nov 23, 2026/))).toBeVisible();
    expect(screen.getByRole('button', { name: 'Verify and connect' })).toBeVisible();
  });

  it('shows the first sync while there are no users yet', async () => {
    renderPart(<App />, server({ ...me, setup: 'first_sync' }).on('GET /mirror', { ...mirror, synced_at: null }));
    expect(await screen.findByRole('button', { name: 'Start the sync' })).toBeVisible();
  });

  it('tells somebody without the right what to do', async () => {
    renderPart(<App />, server({ ...me, is_allowed: false, refusal: 'Ask an organization admin.' }));
    expect(await screen.findByText(/only organization admins may use it/)).toBeVisible();
    expect(screen.queryByRole('tab')).toBeNull();
  });

  it.each([
    [refused(401, 'unauthorized'), 'Your session has ended'],
    [refused(403, 'forbidden', 'No.'), 'You do not have access to Rollcall'],
    [refused(403, 'app_uninstalled'), 'Rollcall is not installed here any more'],
    [refused(403, 'no_license', 'Renew it.'), 'No active licence'],
  ])('says what %j means', async (refusal, title) => {
    renderPart(<App />, server(refusal));
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
  });

  it('offers to try again when the server fails', async () => {
    let asked = 0;
    const answers = server(() => ((asked += 1) === 1 ? refused(500, 'internal_error', 'Broken.') : me));
    const { user } = renderPart(<App />, answers);
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findAllByRole('tab')).toHaveLength(6);
  });
});

describe('what every admin must know', () => {
  it.each([
    [{ key_status: 'dead', dead_reason: 'Revoked.' }, 'Atlassian no longer accepts the organization API key'],
    [{ days_left: 30 }, 'The organization API key expires in 30 days'],
    [{ days_left: 1 }, 'The organization API key expires in 1 day'],
    [{ days_left: 0 }, 'The organization API key has expired'],
  ])('about the key: %j', async (part, title) => {
    renderPart(<App />, server({ ...me, organization: { ...organization, ...part } }));
    expect(await screen.findByText(title)).toBeVisible();
  });

  it('says nothing about a key that is good for 31 days', async () => {
    renderPart(<App />, server({ ...me, organization: { ...organization, days_left: 31 } }));
    await screen.findAllByRole('tab');
    await waitFor(() => expect(screen.queryByText(/expires/)).toBeNull());
  });

  it('is that everything is stopped, and that schedules wait for a confirmation', async () => {
    renderPart(<App />, server({ ...me, is_stopped: true, are_schedules_confirmed: false }));
    expect(await screen.findByText('All runs are stopped')).toBeVisible();
    expect(screen.getByText('The schedules are paused after a new installation')).toBeVisible();
  });
});
