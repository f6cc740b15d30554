/* The filter specification as the API knows it (version 1), and the few operations that every editor of it needs. */
import type { components } from '../api/schema.d.ts';

type Models = components['schemas'];

export type Specification = Models['FilterSpecification'];
export type FilterNode = Models['FilterNode'];
export type Combination = Models['FilterCombination'];
export type Condition = Models['FilterCondition'];
export type ConditionType = Condition['type'];
export type ConditionOf = { [T in ConditionType]: Extract<Condition, { type: T }> };
export type Status = ConditionOf['status']['statuses'][number];
export type AccountKind = ConditionOf['account_kind']['kinds'][number];
export type Claim = ConditionOf['claim']['claim'];
export type MatchOrNone = NonNullable<ConditionOf['groups']['match']>;
export type Match = Exclude<MatchOrNone, 'none'>;

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

/** Combine with a further condition under AND, without nesting an AND in an AND. */
export const also = (specification: Specification, node: FilterNode): Specification =>
  allOf([...partsOfAnd(specification), node]);
