/* The list of changes: what is asked for, and how each change reads. */
import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import type { ChangeEntry } from '../../shared/api/types.ts';
import { navigate } from '../../shared/routing/router.ts';
import { FakeServer } from '../../shared/testing/fake-server.ts';
import { renderPart } from '../../shared/testing/render.tsx';
import { ALWAYS, changesAddress, isNarrowed, readState, toQuestion } from './change-state.ts';
import ChangesPage from './ChangesPage.tsx';

const entry = (part: Partial<ChangeEntry>): ChangeEntry => ({
  at: '2026-11-30T03:00:00Z', after: '2026-11-30T02:00:00Z', change: 'joined', kind: 'group',
  user: { account_id: 'a', name: 'Ada', email: null },
  thing: { id: 'g', name: 'jira-users', is_gone: false, gives_access: true },
  role: null, status: null, cause: 'others', run: null, ...part,
});

const page = (...items: ChangeEntry[]) => ({ total: items.length, since: '2026-11-29T00:00:00Z', items, next_cursor: null });

const server = (...items: ChangeEntry[]): FakeServer =>
  new FakeServer().on('GET /changes', page(...items)).on('GET /groups', { items: [], next_cursor: null }).on('GET /apps', { items: [] });

const read = (query: string) => readState(new URLSearchParams(query));

describe('what is asked for', () => {
  it('is what the address says, and nothing else', () => {
    expect(toQuestion(read(''))).toEqual({});
    expect(isNarrowed(read(''))).toBe(false);
    const query = 'since=2026-11-01&until=2026-11-30&kind=group&cause=others&group=g&text=ada';
    expect(toQuestion(read(query))).toEqual({
      since: '2026-11-01T00:00:00Z', until: '2026-12-01T00:00:00.000Z', kind: 'group', cause: 'others', group_id: 'g', q: 'ada',
    });
    expect(toQuestion(read('kind=nonsense&cause=me&since=soon'))).toEqual({});
    // Of one person everything, however long ago.
    expect(toQuestion(read('user=a'))).toEqual({ account_id: 'a', since: ALWAYS });
    expect(changesAddress({ cause: 'others' })).toBe('/changes?cause=others');
  });
});

describe('the list', () => {
  beforeEach(() => void navigate('/changes'));

  it('says that nothing has changed', async () => {
    renderPart(<ChangesPage />, server());
    expect(await screen.findByText('Nothing has changed since yesterday')).toBeVisible();
  });

  it.each([
    [entry({}), 'Joined # jira-users', 'Somebody else'],
    [entry({ change: 'left', thing: { id: 'g', name: 'old', is_gone: true, gives_access: false } }), 'Left old (no longer there)', 'Somebody else'],
    [entry({ change: 'gained', kind: 'app', role: 'atlassian/user', thing: { id: 'r', name: 'Jira', is_gone: false, gives_access: false } }), 'Got Jira (User)', 'Somebody else'],
    [entry({ change: 'suspended', kind: 'status', status: 'suspended', thing: null, cause: 'ours', run: { id: 7, name: 'Clean up' } }), 'Suspended', 'Clean up'],
    [entry({ change: 'status_began', kind: 'status', status: 'deactivated', thing: null }), 'Became: Deactivated', 'Somebody else'],
    [entry({ change: 'vanished', kind: 'presence', thing: null, cause: 'ours', run: { id: 7, name: null } }), 'Left the organization', 'Run 7, which was removed'],
  ])('tells a change in words (%#)', async (one, what, by) => {
    renderPart(<ChangesPage />, server(one));
    expect(await screen.findByRole('cell', { name: what })).toBeVisible();
    expect(screen.getByRole('cell', { name: by })).toBeVisible();
  });

  it('says between which two looks something happened, and when a run did it', async () => {
    const ours = entry({ after: '2026-11-30T03:00:00Z', cause: 'ours', run: { id: 7, name: 'Clean up' } });
    renderPart(<ChangesPage />, server(entry({}), ours));
    const cells = await screen.findAllByRole('cell', { name: /2026/ });
    expect(cells[0]).toHaveTextContent(/^between .* and .*$/);
    expect(cells[1]).not.toHaveTextContent('between');
    expect(screen.getByRole('link', { name: 'Clean up' })).toHaveAttribute('href', '#/runs/7');
  });

  it('keeps what is searched for in the address', async () => {
    const { user, server: asked } = renderPart(<ChangesPage />, server(entry({})));
    await user.type(await screen.findByRole('searchbox'), 'ada');
    await waitFor(() => expect(asked.asked.filter((one) => one.path === '/changes').at(-1)?.query.get('q')).toBe('ada'));
  });
});
