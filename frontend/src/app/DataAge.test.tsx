import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { FakeServer, Refusal } from '../shared/testing/fake-server.ts';
import { keys } from '../shared/queries/keys.ts';
import { reading, renderPart } from '../shared/testing/render.tsx';
import { me, mirror, organization, sync } from '../shared/testing/samples.ts';
import { DataAge } from './DataAge.tsx';
import { shareDone } from '../shared/domain/sync-progress.ts';

const show = (answer: unknown) => renderPart(<DataAge />, new FakeServer().on('GET /mirror', answer));

describe('the age of the data', () => {
  it('says that a sync is on its way, how far it is and how long it will take', async () => {
    show({ ...mirror, active_sync: sync });
    expect(await screen.findByText('Syncing users · 50% read · about 1 min 30 sec left')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Sync Users' })).toBeDisabled();
  });

  it('does not pretend to know how long when nobody knows', async () => {
    const progress = { ...sync.progress, calls_expected: null, users_total: null, eta_seconds: null };
    show({ ...mirror, active_sync: { ...sync, progress } });
    expect(await screen.findByText('Syncing users')).toBeVisible();
  });

  it('says why a sync waits and since when, and lets it be cancelled', async () => {
    const waiting = { reason: 'silent', since: '2026-11-23T10:00:00Z', next_try_at: '2099-01-01T00:00:00Z' };
    const { user, server } = show({ ...mirror, active_sync: { ...sync, waiting } });
    expect(await screen.findByText(reading(/Atlassian does not answer\. Waiting since .*2026.* UTC; next try .*2099.* UTC/))).toBeVisible();
    server.on('POST /syncs/1/cancel', { ...sync, state: 'failed' });
    await user.click(screen.getByRole('button', { name: 'Cancel sync' }));
    expect(server.bodies('POST /syncs/1/cancel')).toHaveLength(1);
  });

  it('shows why the last sync failed instead of a reassuring age', async () => {
    show({ ...mirror, last_sync: { ...sync, state: 'failed', error: 'Atlassian did not answer.' } });
    expect(await screen.findByText(/The last sync failed: Atlassian did not answer\./)).toBeVisible();
    expect(screen.getByText(/Users synced/)).toBeVisible();
  });

  it('says in the reader’s words that a refused key is why', async () => {
    const server = new FakeServer().on('GET /mirror', { ...mirror, last_sync: { ...sync, state: 'failed', error: 'Unauthorized' } });
    server.on('GET /me', { ...me, organization: { ...organization, key_status: 'dead' } });
    renderPart(<DataAge />, server);
    expect(await screen.findByText(/no longer accepts the organization API key/)).toBeVisible();
    expect(screen.queryByText(/Unauthorized/)).toBeNull();
  });

  it('asks anew for what came from the mirror when a sync came and went between two looks', async () => {
    let shown = mirror;
    const server = new FakeServer().on('GET /mirror', () => shown).on('GET /me', me);
    const { queries } = renderPart(<DataAge />, server);
    await screen.findByText(/Users synced/);
    queries.setQueryData(keys.users.page(''), 'of before');
    shown = { ...mirror, synced_at: '2026-11-23T10:00:00Z', last_sync: { ...sync, id: 2, state: 'succeeded' } };
    await queries.refetchQueries({ queryKey: keys.mirror.all });
    await waitFor(() => expect(queries.getQueryState(keys.users.page(''))?.isInvalidated).toBe(true));
    expect(queries.getQueryState(keys.me.all)?.dataUpdateCount).toBeGreaterThan(1);
  });

  it('starts a sync, and says when that was refused', async () => {
    const refusal = new Refusal(409, { code: 'no_key', title: '', detail: 'Connect first.' });
    const { user, host, server } = show(mirror);
    server.on('POST /syncs', refusal);
    await user.click(await screen.findByRole('button', { name: 'Sync Users' }));
    await screen.findByText(/Users synced/);
    expect(server.bodies('POST /syncs')).toHaveLength(1);
    expect(host.flags).toEqual([{ kind: 'error', title: 'This could not be saved', body: 'Connect an organization with a working API key first.' }]);
  });
});

describe('the share of a sync that is done', () => {
  it('comes from the calls, else from the users, and is never all before the end', () => {
    const { progress } = sync;
    expect(shareDone(progress)).toBe(0.5);
    expect(shareDone({ ...progress, calls_expected: null, users_done: 25 })).toBe(0.25);
    expect(shareDone({ ...progress, calls_done: 12 })).toBe(0.99);
    expect(shareDone({ ...progress, calls_expected: 0, users_total: null })).toBeNull();
  });
});
