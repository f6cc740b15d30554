import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { SavedFilter } from '../../../shared/api/types.ts';
import { aTask } from '../../../shared/testing/sample-tasks.ts';
import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import FilterDialogs, { type FilterDialog } from './FilterDialogs.tsx';
import { allOf } from '../../../shared/filters/specification.ts';

const before = allOf([{ type: 'inactive', days: 90 }]);
const edited = allOf([{ type: 'inactive', days: 30 }]);
const ada = { account_id: 'a', name: 'Ada' };
const filter: SavedFilter = {
  id: 3, name: 'Dormant', specification: before, sentence: '', version: 4, created_by: ada, updated_by: ada,
  updated_at: '2026-11-01T00:00:00Z', task_count: 1,
};

function open(dialog: FilterDialog, server: FakeServer, of: SavedFilter | null = filter) {
  const opened: (SavedFilter | null)[] = [];
  let closed = 0;
  const view = renderPart(
    <FilterDialogs
      dialog={dialog}
      filter={of}
      specification={edited}
      onOpen={(next) => opened.push(next)}
      onClose={() => (closed += 1)}
    />,
    server,
  );
  return { ...view, opened, countClosed: () => closed };
}

describe('deleting a saved filter', () => {
  it('names the tasks that would stop before it deletes', async () => {
    const inUse = { code: 'filter_in_use', title: '', detail: 'In use.', tasks: [{ id: 1, name: 'Licence cleanup' }] };
    const server = new FakeServer().on('DELETE /filters/3', ({ query }: { query: URLSearchParams }) =>
      query.get('confirm') === 'true' ? undefined : new Refusal(409, inUse),
    );
    server.on('GET /tasks', { items: [{ ...aTask(), id: 1, name: 'Licence cleanup', filter: { id: 3, name: 'Dormant' } }] });
    const { user, opened, host } = open('delete', server);
    expect(await screen.findByText('Licence cleanup')).toBeVisible();
    expect(screen.getByText(/1 automated task uses this filter/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Delete anyway' }));
    await waitFor(() => expect(opened).toEqual([null]));
    expect(host.flags).toMatchObject([{ kind: 'success', title: 'Filter “Dormant” deleted' }]);
  });

  it('asks once more for a task that began to use it after its tasks were shown', async () => {
    const later = { code: 'filter_in_use', title: '', detail: 'In use.', tasks: [{ id: 2, name: 'Added meanwhile' }] };
    const server = new FakeServer().on('DELETE /filters/3', ({ query }: { query: URLSearchParams }) =>
      query.get('confirm') === 'true' ? undefined : new Refusal(409, later),
    );
    const { user, opened } = open('delete', server.on('GET /tasks', { items: [] }), { ...filter, task_count: 0 });
    expect(await screen.findByText(/No automated task uses this filter/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Added meanwhile')).toBeVisible();
    expect(opened).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Delete anyway' }));
    await waitFor(() => expect(opened).toEqual([null]));
  });

  it('does not call it unused when its tasks cannot be read', async () => {
    open('delete', new FakeServer().on('GET /tasks', new Refusal(500, { code: 'internal', title: '', detail: '' })));
    expect(await screen.findByText(/1 automated task uses this filter/)).toBeVisible();
  });

  it('says why it was refused otherwise', async () => {
    const refusal = new Refusal(404, { code: 'not_found', title: '', detail: 'It is gone.' });
    const { user } = open('delete', new FakeServer().on('DELETE /filters/3', refusal).on('GET /tasks', { items: [] }));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('This does not exist, or no longer.')).toBeVisible();
  });
});

describe('saving a changed filter', () => {
  const change = {
    added: 21, removed: 1, added_users: [{ account_id: 'u', name: 'Bob', email: 'bob@acme.example' }],
    removed_users: [{ account_id: 'v', name: 'Eve', email: null }], tasks: [{ id: 1, name: 'Licence cleanup' }],
  };

  it('first shows who comes in, who drops out and which tasks use it', async () => {
    const server = new FakeServer().on('POST /filters/3/change', change);
    open('save', server);
    expect(await screen.findByText('+21 users come in')).toBeVisible();
    expect(screen.getByText('−1 user drops out')).toBeVisible();
    expect(screen.getByText('Licence cleanup')).toBeVisible();
    expect(screen.getByText('and 20 more')).toBeInTheDocument();
  });

  it('saves over the version that was read', async () => {
    const server = new FakeServer().on('POST /filters/3/change', change).on('PUT /filters/3', filter);
    const { user } = open('save', server);
    await screen.findByText('Licence cleanup');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(server.bodies('PUT /filters/3')).toEqual([{ name: 'Dormant', specification: edited, version: 4 }]);
  });

  it('tells about an edit that somebody else made in between', async () => {
    const clash = new Refusal(409, { code: 'version_conflict', title: '', detail: '' });
    const server = new FakeServer().on('POST /filters/3/change', change).on('PUT /filters/3', clash);
    const { user, opened } = open('save', server);
    await screen.findByText('Licence cleanup');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Somebody else changed this/)).toBeVisible();
    expect(opened).toEqual([]);
  });
});

describe('naming a filter', () => {
  it('saves a copy of what is on the screen under another name', async () => {
    const server = new FakeServer().on('POST /filters', { ...filter, id: 9 });
    const { user, opened } = open('copy', server);
    expect(screen.getByLabelText(/Name/)).toHaveValue('Copy of Dormant');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('dialog');
    expect(server.bodies('POST /filters')).toEqual([{ name: 'Copy of Dormant', specification: edited }]);
    expect(opened).toMatchObject([{ id: 9 }]);
  });

  it('renames without saving what is being edited', async () => {
    const server = new FakeServer().on('PUT /filters/3', filter);
    const { user } = open('rename', server);
    await user.clear(screen.getByLabelText(/Name/));
    await user.type(screen.getByLabelText(/Name/), 'Sleepers');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(server.bodies('PUT /filters/3')).toEqual([{ name: 'Sleepers', specification: before, version: 4 }]);
  });

  it('wants a name, and shows at the field that it is taken', async () => {
    const taken = new Refusal(422, { code: 'name_taken', title: '', detail: '', errors: [{ pointer: '/name', detail: 'Taken.' }] });
    const server = new FakeServer().on('POST /filters', taken);
    const { user } = open('create', server, null);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('Enter a name.')).toBeVisible();
    await user.type(screen.getByLabelText(/Name/), 'Dormant');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Taken.')).toBeVisible();
  });
});
