/* The figures of one app, and for each the filter that finds exactly the counted users. Pure. */
import type { AppNumbers } from '../api/types.ts';
import { allOf, type FilterNode, type Specification } from '../filters/specification.ts';
import type { MessageKey } from '../messages/catalogue.ts';

export interface Figure {
  key: 'active' | 'inactive' | 'never' | 'unknown';
  label: MessageKey;
  count: number;
  /** Null where no filter can say it (activity that could not be read). */
  specification: Specification | null;
}

const not = (node: FilterNode): FilterNode => ({ op: 'not', of: [node] });

export const withAccess = (resourceId: string): Specification =>
  allOf([{ type: 'apps', apps: [resourceId], match: 'any' }]);

export function listFigures(app: AppNumbers, days: number): Figure[] {
  const apps = [app.resource_id];
  const access: FilterNode = { type: 'apps', apps, match: 'any' };
  const inactive: FilterNode = { type: 'inactive', days, apps, match: 'any' };
  const never: FilterNode = { type: 'never_active', apps, match: 'any', added_before_days: null };
  return [
    {
      key: 'active',
      label: 'dashboard.active',
      count: app.active,
      specification: allOf([access, not(inactive), not(never)]),
    },
    {
      key: 'inactive',
      label: 'dashboard.inactive',
      count: app.inactive,
      specification: allOf([inactive, access, not(never)]),
    },
    { key: 'never', label: 'dashboard.never', count: app.never, specification: allOf([access, never]) },
    { key: 'unknown', label: 'dashboard.unknown', count: app.unknown, specification: null },
  ];
}
