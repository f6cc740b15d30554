import { screen, waitFor, within } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';

import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { FilterBar } from './FilterBar.tsx';
import { allOf, EVERYBODY, type Specification } from '../../../shared/filters/specification.ts';

const server = () =>
  new FakeServer()
    .on('GET /apps', { items: [{ resource_id: 'jira', key: 'jira', name: 'Jira', label: 'Jira (acme)', site_id: 's', site_name: 'acme' }] })
    .on('GET /sites', { items: [{ site_id: 's', name: 'acme' }] })
    .on('GET /groups', { items: [], next_cursor: null });

function show(start: Specification) {
  const seen: Specification[] = [];
  let wentAdvanced = 0;
  let cleared = 0;
  function Bar() {
    const [specification, setSpecification] = useState(start);
    return (
      <FilterBar
        specification={specification}
        onChange={(next) => {
          seen.push(next);
          setSpecification(next);
        }}
        onClear={() => (cleared += 1)}
        onAdvanced={() => (wentAdvanced += 1)}
      />
    );
  }
  const view = renderPart(<Bar />, server());
  return { ...view, seen, countAdvanced: () => wentAdvanced, countCleared: () => cleared };
}

describe('the filter bar', () => {
  it('sets inactivity by one of the presets and says so on the chip', async () => {
    const { user, seen } = show(EVERYBODY);
    await user.click(screen.getByRole('button', { name: 'Inactive' }));
    await user.click(await screen.findByRole('button', { name: '30' }));
    expect(seen.at(-1)).toEqual(allOf([{ type: 'inactive', days: 30, apps: [], match: 'any' }]));
    expect(screen.getByRole('button', { name: 'Inactive: 30+ days' })).toBeVisible();
  });

  it('does not hand on a number of days that is none', async () => {
    const { user, seen } = show(allOf([{ type: 'inactive', days: 30 }]));
    await user.click(screen.getByRole('button', { name: 'Inactive: 30+ days' }));
    const field = await screen.findByRole('textbox', { name: 'Other number of days' });
    for (const typed of ['0', '-5', '99999', '1.5', 'ten']) {
      await user.clear(field);
      await user.type(field, typed);
      expect(screen.getByRole('alert')).toHaveTextContent('Enter a whole number of days, from 1 to 36,500. Until then');
      expect(field).toHaveAccessibleDescription(/Enter a whole number of days/);
      expect(field).toBeInvalid();
    }
    seen.length = 0;
    await user.clear(field);
    expect(seen).toEqual([]);
    await user.type(field, '45');
    expect(seen.at(-1)).toEqual(allOf([{ type: 'inactive', days: 45 }]));
  });

  it('turns “inactive for” into “active within” of the same days', async () => {
    const { user, seen } = show(allOf([{ type: 'inactive', days: 60 }]));
    await user.click(screen.getByRole('button', { name: 'Inactive: 60+ days' }));
    await user.click(await screen.findByRole('radio', { name: 'Active within the last' }));
    expect(seen.at(-1)).toEqual(allOf([{ op: 'not', of: [{ type: 'inactive', days: 60 }] }]));
  });

  it('names the app on the chip and removes the condition', async () => {
    const { user, seen } = show(allOf([{ type: 'apps', apps: ['jira'], match: 'any' }]));
    await user.click(await screen.findByRole('button', { name: 'Apps: Jira (acme)' }));
    await user.click(await screen.findByRole('button', { name: 'Remove this condition' }));
    expect(seen.at(-1)).toEqual(EVERYBODY);
  });

  it('keeps the focus on the chip when a condition is taken or removed by its button', async () => {
    const { user } = show(EVERYBODY);
    await user.click(screen.getByRole('button', { name: 'Inactive' }));
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Inactive: 90+ days' })).toHaveFocus());
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.keyboard('{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Remove this condition' }));
    await waitFor(() => expect(screen.getByRole('button', { name: 'Inactive' })).toHaveFocus());
  });

  it('keeps the focus in the bar when the chip itself goes', async () => {
    const { user } = show(allOf([{ type: 'text', contains: 'ann' }]));
    await user.click(screen.getByRole('button', { name: /^Name or email/ }));
    await user.click(await screen.findByRole('button', { name: 'Remove this condition' }));
    await waitFor(() => expect(screen.getByRole('group', { name: 'Filter users' })).toHaveFocus());
    expect(screen.queryByRole('button', { name: /^Name or email/ })).toBeNull();
  });

  it('offers further conditions under More filters and shows the chosen one', async () => {
    const { user, seen } = show(EVERYBODY);
    expect(screen.queryByRole('button', { name: /^Name or email/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'More filters' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Name or email' }));
    await user.type(await screen.findByRole('textbox'), 'ann');
    expect(seen.at(-1)).toEqual(allOf([{ type: 'text', contains: 'ann' }]));
  });

  it('clears everything', async () => {
    const { user, seen, countCleared } = show(allOf([{ type: 'claim', claim: 'managed' }, { type: 'status', statuses: ['active'] }]));
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    expect(countCleared()).toBe(1);
    expect(seen).toEqual([]);
  });

  it('hands a filter with OR to the advanced editor instead of showing half of it', async () => {
    const either = { version: 1, root: { op: 'or', of: [{ type: 'claim', claim: 'managed' }] } } as Specification;
    const { user, countAdvanced } = show(either);
    const bar = within(document.body);
    expect(bar.queryByRole('button', { name: 'Inactive' })).toBeNull();
    await user.click(bar.getByRole('button', { name: 'Edit in the advanced editor' }));
    expect(countAdvanced()).toBe(1);
  });
});
