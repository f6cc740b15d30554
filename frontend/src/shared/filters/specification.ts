/* The filter specification as the API knows it (version 1), and the few operations that every editor of it needs. */

export type Match = 'any' | 'all';
export type MatchOrNone = Match | 'none';

export interface ConditionOf {
  inactive: { type: 'inactive'; days: number; apps?: string[]; match?: Match };
  never_active: { type: 'never_active'; apps?: string[]; match?: Match; added_before_days?: number | null };
  apps: { type: 'apps'; apps: string[]; match?: MatchOrNone };
  groups: { type: 'groups'; groups: string[]; match?: MatchOrNone };
  roles: { type: 'roles'; roles: string[]; match?: 'any' | 'none' };
  sites: { type: 'sites'; sites: string[]; match?: MatchOrNone };
  email_domain: { type: 'email_domain'; match?: 'is' | 'ends_with'; domains: string[] };
  status: { type: 'status'; statuses: Status[] };
  account_kind: { type: 'account_kind'; kinds: AccountKind[] };
  claim: { type: 'claim'; claim: Claim };
  added: { type: 'added'; comparison: 'at_least_days_ago' | 'at_most_days_ago'; days: number };
  text: { type: 'text'; contains: string };
  people: { type: 'people'; values: string[] };
}

export type ConditionType = keyof ConditionOf;
export type Condition = ConditionOf[ConditionType];
export type Status = 'active' | 'suspended' | 'deactivated' | 'not_invited' | 'for_deletion';
export type AccountKind = 'person' | 'service_account' | 'agent' | 'app' | 'customer';
export type Claim = 'managed' | 'unmanaged';

export interface Combination {
  op: 'and' | 'or' | 'not';
  of: FilterNode[];
}
export type FilterNode = Combination | Condition;

export interface Specification {
  version: 1;
  root: FilterNode;
}

export const STATUSES: readonly Status[] = ['active', 'suspended', 'deactivated', 'not_invited', 'for_deletion'];
export const ACCOUNT_KINDS: readonly AccountKind[] = ['person', 'service_account', 'agent', 'app', 'customer'];
export const INACTIVITY_PRESETS: readonly number[] = [3, 7, 14, 21, 30, 60, 90, 180];
export const EVERYBODY: Specification = { version: 1, root: { op: 'and', of: [] } };

export const isCombination = (node: FilterNode): node is Combination => 'op' in node;

/** What all must hold: the parts of an AND at the root, or the root itself. */
export const partsOfAnd = ({ root }: Specification): readonly FilterNode[] =>
  isCombination(root) && root.op === 'and' ? root.of : [root];

export const allOf = (conditions: readonly FilterNode[]): Specification => ({
  version: 1,
  root: { op: 'and', of: [...conditions] },
});

export const isEverybody = (specification: Specification): boolean => partsOfAnd(specification).length === 0;

/** The same text for the same meaning: the order of an object's fields does not matter, and defaults may be left out. */
export function fingerprint(specification: Specification): string {
  return JSON.stringify(specification, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = Object.entries(value).filter(([name, field]) => !isDefault(value, name, field));
    return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isDefault(owner: object, name: string, field: unknown): boolean {
  if (name === 'match') return field === ('type' in owner && owner.type === 'email_domain' ? 'is' : 'any');
  if (name === 'added_before_days') return field === null;
  const isOptionalList = name === 'apps' && 'type' in owner && owner.type !== 'apps';
  return isOptionalList && Array.isArray(field) && field.length === 0;
}

/** Combine with a further condition under AND, without nesting an AND in an AND. */
export const also = (specification: Specification, node: FilterNode): Specification =>
  allOf([...partsOfAnd(specification), node]);

/** The specification as the API's client wants it (a plain JSON object). */
export const toJson = (specification: Specification): Record<string, unknown> => ({ ...specification });
