import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeServer } from '../testing/fake-server.ts';
import { renderPart } from '../testing/render.tsx';
import { me, mirror } from '../testing/samples.ts';
import { createApi } from '../api/client.ts';
import { createQueryClient } from '../api/query-client.ts';
import { keys } from './keys.ts';
import { prefetchMe, useMirror, useStartSync } from './session.ts';

const SYNC = {
  id: 3, kind: 'manual', state: 'running', started_at: '2026-11-27T10:00:00Z', finished_at: null, error: null,
  progress: { users_done: 5, users_total: 10, groups_done: 0, groups_total: null, calls_done: 1, calls_expected: null, eta_seconds: null },
};

function Part() {
  const query = useMirror();
  const start = useStartSync();
  const sync = query.data?.active_sync;
  return <button type="button" onClick={() => start.mutate()}>{sync ? `${sync.progress.users_done} read` : 'idle'}</button>;
}

describe('who is calling', () => {
  it('is asked while the page still loads, and once', async () => {
    const server = new FakeServer().on('GET /me', me);
    const queries = createQueryClient();
    const api = createApi(server, 'http://app.test');
    prefetchMe(queries, api);
    prefetchMe(queries, api);
    await waitFor(() => expect(queries.getQueryData(keys.me.all)).toEqual(me));
    expect(server.asked).toHaveLength(1);
  });
});

describe('the age of the data', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-27T10:00:02Z'), shouldAdvanceTime: true }));
  afterEach(() => void vi.useRealTimers());

  it('is asked for once a minute while nothing is under way', async () => {
    const { server } = renderPart(<Part />, new FakeServer().on('GET /mirror', mirror));
    expect(await screen.findByText('idle')).toBeVisible();
    await vi.advanceTimersByTimeAsync(50_000);
    expect(server.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(server.asked).toHaveLength(2);
  });

  it('is asked for every second while a sync is young', async () => {
    let done = 0;
    const moving = () => ({ ...mirror, active_sync: { ...SYNC, progress: { ...SYNC.progress, users_done: (done += 1) } } });
    const { server } = renderPart(<Part />, new FakeServer().on('GET /mirror', moving));
    expect(await screen.findByText('1 read')).toBeVisible();
    await vi.advanceTimersByTimeAsync(3_200);
    expect(server.asked.length).toBeGreaterThanOrEqual(3);
    expect(await screen.findByText(`${done} read`)).toBeVisible();
  });

  it('is asked for again as soon as somebody starts a sync', async () => {
    const server = new FakeServer().on('GET /mirror', mirror).on('POST /syncs', SYNC);
    renderPart(<Part />, server);
    const button = await screen.findByText('idle');
    button.click();
    await waitFor(() => expect(server.asked.map((one) => `${one.method} ${one.path}`)).toEqual(['GET /mirror', 'POST /syncs', 'GET /mirror']));
  });
});
