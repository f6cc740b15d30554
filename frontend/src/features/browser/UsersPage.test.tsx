import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { startRouter } from '../../shared/routing/router.ts';
import { FakeServer } from '../../shared/testing/fake-server.ts';
import { reading, renderPart } from '../../shared/testing/render.tsx';
import { me, user as bob, userDetail } from '../../shared/testing/samples.ts';
import UsersPage from './UsersPage.tsx';

const SEARCH = 'POST /users/search';
const filter = {
  id: 3, name: 'Dormant', specification: { version: 1, root: { op: 'and', of: [{ type: 'inactive', days: 90 }] } },
  sentence: 'Inactive for at least 90 days', version: 1, created_by: { account_id: 'a', name: 'Ada' },
  updated_by: { account_id: 'a', name: 'Ada' }, updated_at: '2026-11-01T00:00:00Z', task_count: 2,
};

function server(): FakeServer {
  return new FakeServer()
    .on(SEARCH, { total: 120, items: [bob, { ...bob, account_id: 'u2', name: 'Eve' }], next_cursor: 'next' })
    .on('GET /users/u1', userDetail)
    .on('GET /users/u1/tasks', { items: [] })
    .on('GET /me', me)
    .on('POST /users/u1/explain', {
      matches: true,
      tree: { pointer: '/root', kind: 'inactive', sentence: 'Inactive', verdict: 'yes', value: 'last active never', parts: [] },
    })
    .on('GET /apps', { items: [] })
    .on('GET /sites', { items: [{ site_id: 's1', name: 'acme' }] })
    .on('GET /filters', { items: [filter] })
    .on('POST /filters/describe', { sentence: 'Inactive for at least 90 days', count: 120 });
}

beforeEach(() => {
  window.location.hash = '#/users';
  startRouter(null);
});

const lastSearch = (asked: FakeServer): unknown => asked.bodies(SEARCH).at(-1);

describe('the User Browser', () => {
  it('asks the server for one page of fifty, never for everybody', async () => {
    const view = renderPart(<UsersPage />, server());
    expect(await screen.findByText('Bob Builder')).toBeVisible();
    expect(lastSearch(view.server)).toMatchObject({ limit: 50, cursor: null, specification: null, sort: 'name' });
    expect(screen.getAllByText('1–2 of 120')).toHaveLength(2);
  });

  it('dates somebody who was never active by the day they were added', async () => {
    renderPart(<UsersPage />, server());
    expect((await screen.findAllByText(reading(/^Added Jan 2, 2025$/)))[0]).toBeVisible();
  });

  it('does not take activity that could not be read for inactivity', async () => {
    const unknown = { ...bob, is_activity_known: false };
    renderPart(<UsersPage />, server().on(SEARCH, { total: 1, items: [unknown], next_cursor: null }));
    expect(await screen.findByText('Not known')).toBeVisible();
  });

  it('saves the search text as part of the filter, and then shows it there', async () => {
    const asked = server().on('POST /filters', ({ body }: { body: unknown }) => ({ ...filter, ...(body as object), id: 9 }));
    const { user } = renderPart(<UsersPage />, asked);
    await screen.findByText('Bob Builder');
    await user.type(screen.getByRole('searchbox'), '@agency.example');
    await user.click(await screen.findByRole('button', { name: 'Save filter' }));
    await user.type(await screen.findByLabelText(/Name/), 'Agency');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(asked.bodies('POST /filters')).toHaveLength(1));
    const specification = { version: 1, root: { op: 'and', of: [{ type: 'text', contains: '@agency.example' }] } };
    expect(asked.bodies('POST /filters')).toEqual([{ name: 'Agency', specification }]);
    await waitFor(() => expect(lastSearch(asked)).toMatchObject({ specification, text: null }));
    expect(screen.getByRole('searchbox')).toHaveValue('');
  });

  it('calls a saved filter edited while a search narrows what it shows', async () => {
    window.location.hash = `#/users?filter=3&spec=${encodeURIComponent(JSON.stringify(filter.specification))}`;
    startRouter(null);
    const { user } = renderPart(<UsersPage />, server());
    await screen.findByText('Bob Builder');
    expect(screen.queryByText('Edited')).not.toBeInTheDocument();
    await user.type(screen.getByRole('searchbox'), 'ann');
    expect(await screen.findByText('Edited')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Save' })).toBeVisible();
  });

  it('goes to the next page by the server’s cursor and starts again when the search changes', async () => {
    const { user, server: asked } = renderPart(<UsersPage />, server());
    await screen.findByText('Bob Builder');
    await user.click(screen.getAllByRole('button', { name: 'Next page' })[0]!);
    await waitFor(() => expect(lastSearch(asked)).toMatchObject({ cursor: 'next' }));
    await user.type(screen.getByRole('searchbox'), 'eve');
    await waitFor(() => expect(lastSearch(asked)).toMatchObject({ text: 'eve', cursor: null }));
  });

  it('waits for a rest in the typing before it asks', async () => {
    const { user, server: asked } = renderPart(<UsersPage />, server());
    await screen.findByText('Bob Builder');
    await user.type(screen.getByRole('searchbox'), 'builder');
    await waitFor(() => expect(lastSearch(asked)).toMatchObject({ text: 'builder' }));
    expect(asked.bodies(SEARCH).length).toBeLessThanOrEqual(3);
  });

  it('sorts on the server', async () => {
    const { user, server: asked } = renderPart(<UsersPage />, server());
    await screen.findByText('Bob Builder');
    await user.click(screen.getByRole('button', { name: /Last Active/ }));
    await waitFor(() => expect(lastSearch(asked)).toMatchObject({ sort: 'last_active' }));
  });

  it('opens a saved filter, which can then be edited and saved', async () => {
    const { user, server: asked } = renderPart(<UsersPage />, server());
    await screen.findByText('Bob Builder');
    await user.click(screen.getByRole('combobox', { name: 'Saved filters' }));
    await user.click(await screen.findByText('Dormant'));
    await waitFor(() => expect(lastSearch(asked)).toMatchObject({ specification: filter.specification }));
    expect(screen.queryByText('Edited')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Inactive: 90+ days' }));
    await user.click(await screen.findByRole('button', { name: '30' }));
    expect(await screen.findByText('Edited')).toBeVisible();
  });

  it('counts chosen users across pages', async () => {
    const { user } = renderPart(<UsersPage />, server());
    await user.click(await screen.findByRole('checkbox', { name: 'Select Bob Builder' }));
    expect(screen.getByText('1 of 120 users selected')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Select all 120 users' }));
    expect(screen.getByText('120 of 120 users selected')).toBeVisible();
    await user.click(screen.getByRole('checkbox', { name: 'Select Eve' }));
    expect(screen.getByText('119 of 120 users selected')).toBeVisible();
  });

  it('shows one user in full, with why they match and what was done to them', async () => {
    window.location.hash = `#/users?user=u1&spec=${encodeURIComponent(JSON.stringify(filter.specification))}`;
    startRouter(null);
    renderPart(<UsersPage />, server());
    const panel = within(await screen.findByRole('dialog', { name: 'Bob Builder' }));
    expect(await panel.findByText('last active never')).toBeVisible();
    expect(panel.getByText('assigned directly, jira-users')).toBeVisible();
    expect(panel.getByText('Managed elsewhere')).toBeVisible();
    expect(panel.getByText('Access to Confluence (acme) removed')).toBeVisible();
    expect(panel.getByRole('link', { name: 'Licence cleanup' })).toHaveAttribute('href', '#/runs/7');
  });
});
