/* The figures of one app, and for each the filter that finds exactly the counted users. Pure. */
import type { AppNumbers } from '../../shared/api/types.ts';
import { allOf, type FilterNode, type Specification } from '../../shared/filters/specification.ts';
import type { MessageKey } from '../../shared/messages/catalogue.ts';

export interface Figure {
  key: 'active' | 'inactive' | 'never' | 'unknown';
  label: MessageKey;
  count: number;
  /** Null where no filter can say it: activity that could not be read, or users among others with access. */
  specification: Specification | null;
}

const not = (node: FilterNode): FilterNode => ({ op: 'not', of: [node] });

export const withAccess = (resourceId: string): Specification =>
  allOf([{ type: 'apps', apps: [resourceId], match: 'any' }]);

/** Who has access and uses the app, or could: everybody but customers of a help center and administrators. */
export const countUsers = (app: AppNumbers): number => app.active + app.inactive + app.never + app.unknown;

export function listFigures(app: AppNumbers, days: number): Figure[] {
  const apps = [app.resource_id];
  const access: FilterNode = { type: 'apps', apps, match: 'any' };
  const inactive: FilterNode = { type: 'inactive', days, apps, match: 'any' };
  const never: FilterNode = { type: 'never_active', apps, match: 'any', added_before_days: null };
  const isExact = countUsers(app) === app.total;
  const found = (...parts: FilterNode[]): Specification | null => (isExact ? allOf(parts) : null);
  return [
    {
      key: 'active',
      label: 'dashboard.active',
      count: app.active,
      specification: found(access, not(inactive), not(never)),
    },
    {
      key: 'inactive',
      label: 'dashboard.inactive',
      count: app.inactive,
      specification: found(inactive, access, not(never)),
    },
    { key: 'never', label: 'dashboard.never', count: app.never, specification: found(access, never) },
    { key: 'unknown', label: 'dashboard.unknown', count: app.unknown, specification: null },
  ];
}
