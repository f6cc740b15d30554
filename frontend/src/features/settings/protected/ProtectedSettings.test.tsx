import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me, settings } from '../../../shared/testing/samples.ts';
import { ProtectedSettings } from './ProtectedSettings.tsx';

const facts = { kind: 'group', id: 'g-old', name: 'jira-users', new_id: 'g-new' };
const entry = {
  id: 3, kind: 'group', value: 'g-old', label: 'jira-users (gone)', includes_subdomains: false, people_count: 0, reason: 'Board',
  created_by: { account_id: 'a', name: 'Ada', is_erased: false }, created_at: '2026-11-01T00:00:00Z', expires_at: null,
  address_unknown: null, never_matches: false, gone: { code: 'gone_protected_back', text: '', facts },
};

it('a protected group that came back is put right with one click in the list', async () => {
  let items: object[] = [entry];
  const server = new FakeServer()
    .on('GET /me', me)
    .on('GET /settings', settings)
    .on('GET /restored', { items: [], next_cursor: null })
    .on('GET /protected', () => ({ items }))
    .on('POST /references/repair', () => {
      items = [{ ...entry, value: 'g-new', label: 'jira-users', people_count: 4, gone: null }];
      return { filters: 0, tasks: 0, protected: 1 };
    });
  const { user, server: asked } = renderPart(<ProtectedSettings />, server);

  expect(await screen.findByText(/The protected group “jira-users” no longer exists/)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Use the new “jira-users” everywhere' }));

  await waitFor(() => expect(screen.queryByText(/no longer exists/)).toBeNull());
  expect(asked.bodies('POST /references/repair')).toEqual([{ kind: 'group', gone_id: 'g-old', new_id: 'g-new' }]);
});
