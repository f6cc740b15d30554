import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { AppHistory } from '../../../shared/api/types.ts';
import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { HistorySection } from './HistorySection.tsx';
import { HistoryTable } from './HistoryTable.tsx';

const numbers = { inactivity_days: 30, active: 5, inactive: 2, never: 1, unknown: 0, total: 1008, billable: 7 };
const jira: AppHistory = {
  resource_id: 'jira', label: 'Jira (acme)', site_id: 's', site_name: 'acme',
  days: [{ ...numbers, day: '2026-11-26' }, { ...numbers, day: '2026-11-27', active: 6 }],
};

describe('the numbers over time', () => {
  it('say on the first day that the charts begin, instead of an empty chart', async () => {
    const first = { since: '2026-08-30', until: '2026-11-27', apps: [{ ...jira, days: jira.days.slice(1) }] };
    const { server } = renderPart(
      <HistorySection siteId="s" threshold={30} />,
      new FakeServer().on('GET /dashboard/history', first),
    );
    expect(await screen.findByText(/The charts begin here/)).toBeVisible();
    expect(server.asked[0]?.query.toString()).toBe('site_id=s&days=90');
  });

  it('can be read as a table, the newest day first', () => {
    renderPart(<HistoryTable app={jira} />);
    const table = screen.getByRole('table', { name: 'Users of Jira (acme), day by day' });
    const days = within(table).getAllByRole('rowheader').map((cell) => cell.textContent);
    expect(days).toEqual(['Nov 27, 2026', 'Nov 26, 2026']);
    expect(within(table).getAllByRole('row')[1]).toHaveTextContent('Nov 27, 20266' + '2' + '1' + '7' + '1,008');
  });
});
