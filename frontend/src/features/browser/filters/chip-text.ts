/* What a chip of the bar says: `Inactive: 90+ d`, `Groups: 2, not 1`. The sentence below the bar says it in full. */
import type { MessageKey } from '../../../shared/messages/catalogue.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';
import { CLAIM_NAMES, KIND_NAMES, nameRole, STATUS_NAMES } from '../../../shared/filters/names.ts';
import type { Chip, Slot, Slots } from '../../../shared/filters/slots.ts';
import type { Condition, ConditionOf } from '../../../shared/filters/specification.ts';

export interface Names {
  apps: ReadonlyMap<string, string>;
  sites: ReadonlyMap<string, string>;
  groups: Readonly<Record<string, string>>;
}

function list(values: readonly string[], name: (value: string) => string | undefined): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return name(only) ?? '1';
  return String(values.length);
}

/** Which activity is meant is said with it: idle in Jira is another set of people than idle everywhere. */
function inApps(said: string, apps: readonly string[], text: Text, names: Names): string {
  if (apps.length === 0) return said;
  const [only = ''] = apps;
  const where = apps.length === 1 ? (names.apps.get(only) ?? '1') : text('filters.chipApps', { count: apps.length });
  return text('filters.chipIn', { value: said, where });
}

function describeNever({ apps, added_before_days: days }: ConditionOf['never_active'], text: Text, names: Names): string {
  const said = days ? text('filters.chipDays', { count: days }) : text('filters.chipYes');
  return days || apps?.length ? inApps(said, apps ?? [], text, names) : '';
}

/** What a list excludes, in the words of its field: “not in 2” groups, “not on” a site. */
const EXCLUDED: Readonly<Partial<Record<Slot, MessageKey>>> = {
  not_apps: 'filters.chipNotApps', not_groups: 'filters.chipNotGroups', not_sites: 'filters.chipNotSites', not_roles: 'filters.chipNotRoles',
};

function describe(condition: Condition, text: Text, names: Names): string {
  switch (condition.type) {
    case 'inactive':
      return inApps(text('filters.chipDays', { count: condition.days }), condition.apps ?? [], text, names);
    case 'never_active':
      return describeNever(condition, text, names);
    case 'apps':
      return list(condition.apps, (id) => names.apps.get(id));
    case 'groups':
      return list(condition.groups, (id) => names.groups[id]);
    case 'roles':
      return list(condition.roles, (role) => nameRole(role, text));
    case 'sites':
      return list(condition.sites, (id) => names.sites.get(id));
    case 'email_domain':
      return list(condition.domains, (domain) => domain);
    case 'status':
      return list(condition.statuses, (status) => text(STATUS_NAMES[status as keyof typeof STATUS_NAMES]));
    case 'account_kind':
      return list(condition.kinds, (kind) => text(KIND_NAMES[kind as keyof typeof KIND_NAMES]));
    case 'claim':
      return text(CLAIM_NAMES[condition.claim]);
    case 'added':
      return condition.comparison === 'at_least_days_ago'
        ? text('filters.chipAddedBefore', { count: condition.days })
        : text('filters.chipAddedAfter', { count: condition.days });
    case 'text':
      return `“${condition.contains}”`;
    case 'people':
      return String(condition.values.length);
  }
}

export function chipText(chip: Chip, slots: Slots, text: Text, names: Names): string {
  const name = text(`filters.${chip.type}`);
  const parts = chip.slots.flatMap((slot) => {
    const condition = slots.get(slot);
    if (!condition) return [];
    const said = describe(condition, text, names);
    if (condition.type === 'inactive' && slot === 'not_inactive') {
      return [inApps(text('filters.chipActiveWithin', { count: condition.days }), condition.apps ?? [], text, names)];
    }
    if (condition.type === 'never_active' && slot === 'not_never_active') return [inApps(text('filters.chipUsed'), condition.apps ?? [], text, names)];
    const excluded = EXCLUDED[slot];
    return [excluded ? text(excluded, { value: said }) : said];
  });
  const value = parts.filter(Boolean).join(', ');
  return value ? text('filters.chipValue', { name, value }) : name;
}
