/* Reads a filter from outside (an address, an answer): only what has the shape of one, so that the page can show it.
   What it means is for the server to judge. Pure. */
import { KINDS } from './conditions/index.ts';
import { type Check, isOneOf } from './conditions/kind.ts';
import type { ConditionType, FilterNode, Specification } from './specification.ts';

type Fields = Readonly<Record<string, unknown>>;

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
  if (typeof type !== 'string' || !Object.hasOwn(KINDS, type)) return false;
  const shape: Readonly<Record<string, Check>> = KINDS[type as ConditionType].shape;
  return Object.entries(shape).every(([name, check]) => check(node[name]));
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
