/* What a run has frozen of its filter and actions, with the names of that moment. Pure. */
import type { Action, Caution, Run } from '../../../shared/api/types.ts';
import { readSpecification } from '../../../shared/filters/read-specification.ts';
import { type Specification } from '../../../shared/filters/specification.ts';
import type { Names } from '../../../shared/domain/sentences.ts';

export interface Frozen {
  specification: Specification | null;
  actions: readonly Action[] | null;
  /** Empty until the run is planned. */
  names: Names;
  /** What the actions gave reason to look at when the run was planned. */
  cautions: readonly Caution[];
  isPlanned: boolean;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function readFrozen({ specification }: Pick<Run, 'specification'>): Frozen {
  const { filter, actions, names, cautions } = specification;
  return {
    specification: isRecord(filter) ? readSpecification(filter.specification) : null,
    actions: Array.isArray(actions) ? (actions as Action[]) : null,
    names: isRecord(names) ? (names as Names) : {},
    cautions: Array.isArray(cautions) ? (cautions as Caution[]) : [],
    isPlanned: isRecord(names),
  };
}
