/* Reads a filter from outside (an address, an answer): only what has the shape of one, so that the page can show it.
   What it means is for the server to judge. Pure. */
import { ACCOUNT_KINDS, type ConditionType, type FilterNode, type Specification, STATUSES } from './specification.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isOneOf = (...words: readonly unknown[]): Check => (value) => words.includes(value);
const optional = (check: Check): Check => (value) => value === undefined || check(value);

const ANY_OR_ALL = optional(isOneOf('any', 'all'));
const ANY_ALL_OR_NONE = optional(isOneOf('any', 'all', 'none'));

const SHAPES: Readonly<Record<ConditionType, Readonly<Record<string, Check>>>> = {
  inactive: { days: isNumber, apps: optional(isTexts), match: ANY_OR_ALL },
  never_active: {
    apps: optional(isTexts),
    match: ANY_OR_ALL,
    added_before_days: optional((value) => value === null || isNumber(value)),
  },
  apps: { apps: isTexts, match: ANY_ALL_OR_NONE },
  groups: { groups: isTexts, match: ANY_ALL_OR_NONE },
  roles: { roles: isTexts, match: optional(isOneOf('any', 'none')) },
  sites: { sites: isTexts, match: ANY_ALL_OR_NONE },
  email_domain: { domains: isTexts, match: optional(isOneOf('is', 'ends_with')) },
  status: { statuses: (value) => Array.isArray(value) && value.every(isOneOf(...STATUSES)) },
  account_kind: { kinds: (value) => Array.isArray(value) && value.every(isOneOf(...ACCOUNT_KINDS)) },
  claim: { claim: isOneOf('managed', 'unmanaged') },
  added: { comparison: isOneOf('at_least_days_ago', 'at_most_days_ago'), days: isNumber },
  text: { contains: isText },
  people: { values: isTexts },
};

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function isWellFormedCombination({ op, of }: Fields): boolean {
  if (!isOneOf('and', 'or', 'not')(op) || !Array.isArray(of)) return false;
  return (op !== 'not' || of.length === 1) && of.every(isWellFormed);
}

/** A node of a filter, with all its parts. */
function isWellFormed(node: unknown): node is FilterNode {
  if (!isFields(node)) return false;
  if ('op' in node) return isWellFormedCombination(node);
  const { type } = node;
  if (typeof type !== 'string' || !Object.hasOwn(SHAPES, type)) return false;
  return Object.entries(SHAPES[type as ConditionType]).every(([name, check]) => check(node[name]));
}

/** Read what the API or an address gave; null when it is no specification of version 1. */
export function readSpecification(value: unknown): Specification | null {
  if (typeof value !== 'object' || value === null) return null;
  const { version, root } = value as { version?: unknown; root?: unknown };
  return version === 1 && isWellFormed(root) ? { version, root } : null;
}

export function parseSpecification(text: string | null): Specification | null {
  if (!text) return null;
  try {
    return readSpecification(JSON.parse(text));
  } catch {
    return null;
  }
}
