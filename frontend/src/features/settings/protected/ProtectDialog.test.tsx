import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { ProtectDialog } from './ProtectDialog.tsx';

async function protectDomain(server: FakeServer) {
  const closed = vi.fn();
  const view = renderPart(<ProtectDialog onClose={closed} />, server.on('GET /users/pick', { items: [] }));
  const dialog = within(await screen.findByRole('dialog', {}, { timeout: 8_000 }));
  await view.user.click(dialog.getByRole('radio', { name: 'Email domain' }));
  fireEvent.change(dialog.getByRole('textbox', { name: /^Email domain/ }), { target: { value: '@Partner.Example' } });
  fireEvent.change(dialog.getByLabelText(/^Reason/), { target: { value: 'Suppliers' } });
  await view.user.click(dialog.getByRole('button', { name: 'Protect' }));
  return { ...view, dialog, closed };
}

describe('protecting a domain', () => {
  it('sends what was meant, says so, and closes', async () => {
    const answer = ({ body }: { body: { value: string } }) => ({ id: 1, label: body.value });
    const { server, host, closed } = await protectDomain(new FakeServer().on('POST /protected', answer));
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
    expect(server.bodies('POST /protected')).toEqual([
      { kind: 'domain', value: 'partner.example', reason: 'Suppliers', includes_subdomains: false, expires_at: null },
    ]);
    expect(host.flags).toHaveLength(1);
  });

  it('stays open and says why when it is refused', async () => {
    const refusal = new Refusal(409, { code: 'already_protected', title: 'Conflict', detail: 'Listed.' });
    const { dialog, closed } = await protectDomain(new FakeServer().on('POST /protected', refusal));
    expect(await dialog.findByText('This is on the protected list already.')).toBeVisible();
    expect(closed).not.toHaveBeenCalled();
  });
});
