import { describe, expect, it } from 'vitest';

import type { AppNumbers } from '../../shared/api/types.ts';
import { readSlots } from '../../shared/filters/slots.ts';
import { listFigures } from './figures.ts';

const jira: AppNumbers = {
  resource_id: 'jira', label: 'Jira (acme)', site_id: 's', site_name: 'acme',
  active: 5, inactive: 3, never: 2, unknown: 1, total: 11, billable: 8,
};

describe('the figures of an app', () => {
  it('add up to everybody with access', () => {
    const sum = listFigures(jira, 30).reduce((total, figure) => total + figure.count, 0);
    expect(sum).toBe(jira.total);
  });

  it('open nothing where others have access too, since no filter finds just the counted', () => {
    expect(listFigures({ ...jira, total: 12 }, 30).map((figure) => figure.specification)).toEqual([null, null, null, null]);
  });

  it('open filters that the filter bar can show and change', () => {
    const shown = listFigures(jira, 30).map(({ key, specification }) => [key, specification && [...(readSlots(specification) ?? new Map()).keys()]]);
    expect(shown).toEqual([
      ['active', ['apps', 'not_inactive', 'not_never_active']],
      ['inactive', ['inactive', 'apps', 'not_never_active']],
      ['never', ['apps', 'never_active']],
      ['unknown', null],
    ]);
  });

  it('ask about this app and the tenant’s threshold', () => {
    const [, inactive] = listFigures(jira, 45);
    expect(inactive?.specification?.root).toMatchObject({ of: [{ type: 'inactive', days: 45, apps: ['jira'] }, {}, {}] });
  });
});
