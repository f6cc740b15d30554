/* What a new condition starts with, when it is complete enough to be sent, and how pasted lists are read. */
import { type Condition, type ConditionOf, type ConditionType, type FilterNode, isCombination } from './specification.ts';

const DEFAULT_INACTIVITY_DAYS = 90;
const DEFAULT_ADDED_DAYS = 30;
export const MOST_DAYS = 36_500;

const DRAFTS: { [T in ConditionType]: () => ConditionOf[T] } = {
  inactive: () => ({ type: 'inactive', days: DEFAULT_INACTIVITY_DAYS, apps: [], match: 'any' }),
  never_active: () => ({ type: 'never_active', apps: [], match: 'any', added_before_days: null }),
  apps: () => ({ type: 'apps', apps: [], match: 'any' }),
  groups: () => ({ type: 'groups', groups: [], match: 'any' }),
  roles: () => ({ type: 'roles', roles: [], match: 'any' }),
  sites: () => ({ type: 'sites', sites: [], match: 'any' }),
  email_domain: () => ({ type: 'email_domain', match: 'is', domains: [] }),
  status: () => ({ type: 'status', statuses: [] }),
  account_kind: () => ({ type: 'account_kind', kinds: [] }),
  claim: () => ({ type: 'claim', claim: 'managed' }),
  added: () => ({ type: 'added', comparison: 'at_least_days_ago', days: DEFAULT_ADDED_DAYS }),
  text: () => ({ type: 'text', contains: '' }),
  people: () => ({ type: 'people', values: [] }),
};

export const draftOf = <T extends ConditionType>(type: T): ConditionOf[T] => DRAFTS[type]();

export const isDayCount = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;

/** False for a condition that still lacks what it is about (no group chosen yet). */
export function isComplete(condition: Condition): boolean {
  switch (condition.type) {
    case 'inactive':
    case 'added':
      return isDayCount(condition.days);
    case 'never_active':
      return condition.added_before_days == null || isDayCount(condition.added_before_days);
    case 'apps':
      return condition.apps.length > 0;
    case 'groups':
      return condition.groups.length > 0;
    case 'roles':
      return condition.roles.length > 0;
    case 'sites':
      return condition.sites.length > 0;
    case 'email_domain':
      return condition.domains.length > 0;
    case 'status':
      return condition.statuses.length > 0;
    case 'account_kind':
      return condition.kinds.length > 0;
    case 'claim':
      return true;
    case 'text':
      return condition.contains.trim() !== '';
    case 'people':
      return condition.values.length > 0;
  }
}

/** True when every condition is complete, and no NOT or OR is without parts. */
export function isWhole(node: FilterNode): boolean {
  if (!isCombination(node)) return isComplete(node);
  return (node.op === 'and' || node.of.length > 0) && node.of.every(isWhole);
}

/** Split pasted text into email addresses or account ids, each once. */
export function splitPeople(text: string): string[] {
  const parts = text.split(/[\s,;]+/).map((part) => part.replace(/^[<"']+|[>"']+$/g, ''));
  return [...new Set(parts.filter(Boolean))];
}

/** `@Example.com` is `example.com`. */
export const cleanDomain = (text: string): string => text.trim().toLowerCase().replace(/^@+/, '');
