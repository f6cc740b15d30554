import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me, userDetail } from '../../../shared/testing/samples.ts';
import { checkExempt, toExemption } from './exempt-form.ts';
import { PersonTasks } from './PersonTasks.tsx';

const ASKED = 'GET /users/u1/tasks';
const step = {
  action: 'suspend_user', target_kind: 'directory', target_id: 'd1', target_name: 'Acme', outcome: 'planned',
  reason: null, reason_text: null, is_failing: false, details: [],
};
const task = {
  task_id: 4, task_name: 'Licence cleanup', mode: 'test', filter: { id: 3, name: 'Dormant' }, next_run_at: null, no_next_run_code: 'manual',
  at: '2026-12-01T00:00:00Z', prospect: 'change', operations: [step], exemption: null,
};
const other = { ...task, task_id: 5, task_name: 'Onboarding', prospect: 'no_match', operations: [] };
const exemption = {
  task_id: 4, user: { account_id: 'u1', name: 'Bob' }, reason: 'Parental leave', created_by: { account_id: 'a', name: 'Ada' },
  created_at: '2026-11-01T00:00:00Z', expires_at: '2027-01-31T22:59:59Z',
};

const show = (...items: object[]) =>
  renderPart(
    <PersonTasks user={userDetail} />,
    new FakeServer().on(ASKED, { items }).on('GET /filters', { items: [] }).on('GET /me', me),
  );

describe('what tasks would do to a person next', () => {
  it('shows the steps of the tasks that name them, and counts the others', async () => {
    show(task, other);
    const card = (await screen.findByText('Licence cleanup')).closest('li') as HTMLElement;
    expect(within(card).getByText('Would be changed')).toBeVisible();
    expect(within(card).getByText('Test')).toBeVisible();
    expect(within(card).getByText('Acme', { exact: false })).toBeVisible();
    expect(screen.queryByText('Onboarding')).toBeNull();
    expect(screen.getByText('1 other task does not name this user.')).toBeVisible();
  });

  it('says so when there is nothing to say', async () => {
    show();
    expect(await screen.findByText('There is no automated task yet.')).toBeVisible();
  });

  it('says so when no task names them', async () => {
    show(other);
    expect(await screen.findByText('No task names this user.')).toBeVisible();
  });

  it('asks for a reason before it lets the next run leave them alone', async () => {
    const view = show(task);
    view.server.on('PUT /tasks/4/exemptions/u1', { ...exemption, expires_at: null });
    await view.user.click(await screen.findByRole('button', { name: 'Skip once: Licence cleanup' }));
    await view.user.click(screen.getByRole('button', { name: 'Exempt' }));
    expect(await screen.findByText('Say why.')).toBeVisible();
    await view.user.type(screen.getByLabelText(/Reason/), ' On leave ');
    await view.user.click(screen.getByRole('button', { name: 'Exempt' }));
    await waitFor(() =>
      expect(view.server.bodies('PUT /tasks/4/exemptions/u1')).toEqual([{ reason: 'On leave', expires_at: null }]),
    );
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Exempt' })).toBeNull());
  });

  it('leaves the question by Escape without leaving the panel', async () => {
    const view = show(task);
    await view.user.click(await screen.findByRole('button', { name: 'Exempt until…: Licence cleanup' }));
    await view.user.type(screen.getByLabelText(/Reason/), '{Escape}');
    expect(screen.queryByLabelText(/Reason/)).toBeNull();
    expect(screen.getByRole('button', { name: 'Exempt until…: Licence cleanup' })).toBeVisible();
  });

  it('shows who exempted them and why, also of a task that does not name them now, and ends it', async () => {
    const view = show({ ...other, exemption });
    view.server.on('DELETE /tasks/5/exemptions/u1', null);
    expect(await screen.findByText(/Parental leave/)).toBeVisible();
    expect(screen.getByText(/by Ada/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Skip once/ })).toBeNull();
    await view.user.click(await screen.findByRole('button', { name: 'End exemption: Onboarding' }));
    await waitFor(() => expect(view.server.bodies('DELETE /tasks/5/exemptions/u1')).toHaveLength(1));
  });
});

describe('an exemption as it is entered', () => {
  const now = new Date('2026-11-30T12:00:00');

  it.each([
    [{ kind: 'once', reason: 'x', day: '' }, {}],
    [{ kind: 'once', reason: '  ', day: '' }, { reason: 'person.exemptNeedReason' }],
    [{ kind: 'until', reason: 'x', day: '' }, { day: 'person.exemptNeedDay' }],
    [{ kind: 'until', reason: 'x', day: '2026-11-29' }, { day: 'person.exemptNeedDay' }],
    [{ kind: 'until', reason: 'x', day: '2026-11-30' }, {}],
  ] as const)('%o', (entry, errors) => {
    expect(checkExempt(entry, now)).toEqual(errors);
  });

  it('lasts to the end of the day, or for the next run alone', () => {
    expect(toExemption({ kind: 'until', reason: ' x ', day: '2027-01-31' })).toEqual({
      reason: 'x', expires_at: new Date('2027-01-31T23:59:59').toISOString(),
    });
    expect(toExemption({ kind: 'once', reason: 'x', day: '2027-01-31' }).expires_at).toBeNull();
  });
});
