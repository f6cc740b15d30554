/* Draft, test, live on the page: the list says which, the menu leads on, and going live asks once with the last test. */
import '../../../shared/testing/browser.ts';

import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Task } from '../../../shared/api/types.ts';
import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import TasksPage from '../TasksPage.tsx';
import { aRun, aTask } from '../../../shared/testing/sample-tasks.ts';

const TEST: NonNullable<Task['last_test']> = {
  run_id: 9, finished_at: '2026-11-23T10:00:00Z', matched_users: 40, planned_users: 31, would_change: 62, would_skip: 5, would_fail: 1,
  holds: [{ reason: 'over_share', people: 31, limit: 20, basis: 400 }], is_current: true,
};
const open = (server: FakeServer, task: Task) => renderPart(<TasksPage />, server.on('GET /tasks', { items: [task] }));
const openMenu = async (): Promise<void> => (await screen.findByRole('button', { name: /^Actions for/ })).click();

describe('the mode of a task', () => {
  it.each([
    ['draft', 'Draft', ['Set to Test', 'Go live'], 'Test now'],
    ['test', 'Test', ['Go live', 'Make it a draft'], 'Test now'],
    ['live', 'Live', ['Set to Test', 'Make it a draft'], 'Run Now'],
  ] as const)('%s is named, leads to the others and says what Run Now does', async (mode, name, others, now) => {
    open(new FakeServer(), aTask({ mode }));
    expect(await screen.findByText(name)).toBeVisible();
    await openMenu();
    const items = (await screen.findAllByRole('menuitem')).map((item) => item.textContent);
    expect(items.slice(4, 6)).toEqual(others);
    expect(items[0]).toBe(now);
  });

  it('is set to test without a question', async () => {
    const server = new FakeServer().on('PUT /tasks/3/mode', aTask({ mode: 'test' }));
    const { user } = open(server, aTask({ mode: 'draft' }));
    await openMenu();
    await user.click(await screen.findByRole('menuitem', { name: 'Set to Test' }));
    await waitFor(() => expect(server.bodies('PUT /tasks/3/mode')).toEqual([{ mode: 'test', is_confirmed: true }]));
    expect(await screen.findByText(/is in test mode now/)).toBeVisible();
  });

  it.each([
    ['with what the last test found', TEST, /would have changed 31 users of 40 who matched/],
    ['with a word that the test is of an earlier version', { ...TEST, is_current: false }, /have been changed since/],
    ['with a word that there was no test', null, /No test run has told yet/],
  ])('is set to live after one question %s', async (_what, last_test, told) => {
    const server = new FakeServer().on('PUT /tasks/3/mode', aTask());
    const { user } = open(server, aTask({ mode: 'test', last_test }));
    await openMenu();
    await user.click(await screen.findByRole('menuitem', { name: 'Go live' }));
    const question = within(await screen.findByRole('dialog'));
    expect(question.getByText(told)).toBeVisible();
    expect(question.queryAllByText(/one run may change 20 of your 400/)).toHaveLength(last_test ? 1 : 0);
    expect(server.bodies('PUT /tasks/3/mode')).toEqual([]);
    await user.click(question.getByRole('button', { name: 'Go live' }));
    await waitFor(() => expect(server.bodies('PUT /tasks/3/mode')).toEqual([{ mode: 'live', is_confirmed: true }]));
  });

  it('lets a test run tell in the list what would be, and nothing that was', async () => {
    const counts = { ...aRun().counts, matched: 40, would_change: 62, would_skip: 5, would_fail: 1 };
    open(new FakeServer(), aTask({ mode: 'test', last_run: aRun({ state: 'tested', mode: 'test', planned_users: 31, counts }) }));
    expect(await screen.findByText('People: 31 would be changed of 40')).toBeVisible();
    expect(screen.getByText('Steps: 62 would be done, 5 would be skipped, 1 would fail')).toBeVisible();
    expect(screen.queryByText(/changed of/)?.textContent).toContain('would be');
  });
});
