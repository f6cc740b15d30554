import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import BulkDialog from './BulkDialog.tsx';

async function preview(answer: unknown) {
  const server = new FakeServer().on('POST /bulk/preview', answer).on('GET /apps', { items: [] });
  const view = renderPart(<BulkDialog target={{ accountIds: ['u1'] }} count={1} onClose={() => undefined} />, server);
  await view.user.click(screen.getByRole('button', { name: 'Add action' }));
  await view.user.click(await screen.findByRole('menuitem', { name: 'Suspend user' }));
  await view.user.click(screen.getByRole('button', { name: 'Preview' }));
  return view;
}

describe('a bulk operation', () => {
  it('says what is wrong with actions that contradict each other, and offers neither to try again nor to run', async () => {
    const error = { pointer: '/actions/1', code: 'contradictory_actions', detail: 'x', values: {} };
    await preview(new Refusal(422, { code: 'invalid', title: '', detail: 'The input is not valid.', errors: [error] }));
    expect(await screen.findByText('These actions cannot be carried out together')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Run/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Back' })).toBeEnabled();
  });

  it('offers to load again what did not arrive', async () => {
    await preview(new Refusal(503, { code: 'unavailable', title: '', detail: '' }));
    expect((await screen.findAllByRole('button', { name: 'Try again' })).length).toBeGreaterThan(0);
  });
});
