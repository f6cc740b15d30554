/* The audit log: what is asked for, the files, and the proof. */
import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { AuditLog } from './AuditLog.tsx';
import { EVERYTHING, toQuery } from './audit-form.ts';

const NOBODY = { items: [], total: 0, next_cursor: null };
const WHOLE = { seals: 12, rows: 10, unsealed: 1, keyed: 11, head: '12:abc', fault: null };

const server = (): FakeServer =>
  new FakeServer().on('GET /audit', { items: [], next_cursor: null }).on('POST /users/search', NOBODY).on('GET /audit/proof', WHOLE);

describe('what is asked of the audit log', () => {
  it('is nothing when nothing is filled in, and whole days otherwise', () => {
    expect(toQuery(EVERYTHING)).toEqual({});
    expect(toQuery({ accountId: 'a', subject: ' x ', since: '2026-01-31', until: '2026-02-28' })).toEqual({
      account_id: 'a', subject: 'x', since: '2026-01-31T00:00:00Z', until: '2026-03-01T00:00:00.000Z',
    });
    expect(toQuery({ ...EVERYTHING, since: '0002-01-01', until: '2026-02' })).toEqual({});
  });

  it('goes with the list', async () => {
    const { user, server: asked } = renderPart(<AuditLog />, server());
    await user.type(await screen.findByLabelText('About'), 'key');
    await waitFor(() => expect(asked.asked.filter((one) => one.path === '/audit').at(-1)?.query.get('subject')).toBe('key'));
  });
});

describe('the proof', () => {
  it('says that the log is whole, with the head to keep', async () => {
    const { user } = renderPart(<AuditLog />, server());
    await user.click(await screen.findByRole('button', { name: 'Verify' }));
    expect(await screen.findByText('The log is as it was written.')).toBeVisible();
    expect(screen.getByText('12:abc')).toBeVisible();
  });

  it.each([
    ['altered', 'audit', 'Audit entry 7 is not as it was written.'],
    ['missing', 'run', 'Run 7 is missing.'],
    ['added', 'run', 'Run 7 was not written by Rollcall.'],
    ['chain', 'seal', 'The chain of seals is broken at seal 7.'],
  ])('names what was %s', async (kind, what, words) => {
    const fault = { kind, what, id: 7 };
    const { user } = renderPart(<AuditLog />, server().on('GET /audit/proof', { ...WHOLE, fault }));
    await user.click(await screen.findByRole('button', { name: 'Verify' }));
    expect(await screen.findByText(words)).toBeVisible();
  });
});
