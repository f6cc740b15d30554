/* What a chip of the bar says: `Inactive: 90+ d`, `Groups: 2, not 1`. The sentence below the bar says it in full. */
import type { Text } from '../messages/LocaleContext.tsx';
import { CLAIM_NAMES, KIND_NAMES, nameRole, STATUS_NAMES } from './names.ts';
import type { Chip, Slots } from './slots.ts';
import type { Condition } from './specification.ts';

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

function describe(condition: Condition, text: Text, names: Names): string {
  switch (condition.type) {
    case 'inactive':
      return text('filters.chipDays', { count: condition.days });
    case 'never_active':
      return condition.added_before_days ? text('filters.chipDays', { count: condition.added_before_days }) : '';
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
    if (slot === 'not_inactive') return [text('filters.chipActiveWithin', { count: (condition as { days: number }).days })];
    if (slot === 'not_never_active') return [text('filters.chipUsed')];
    return [slot.startsWith('not_') ? text('filters.chipNot', { value: said }) : said];
  });
  const value = parts.filter(Boolean).join(', ');
  return value ? text('filters.chipValue', { name, value }) : name;
}
