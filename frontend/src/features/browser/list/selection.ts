/* Which users are chosen, across pages: single ones, or everybody who matches except some. */
import { also, allOf, type Specification } from '../../../shared/filters/specification.ts';

export interface Selection {
  /** True: all who match are chosen except `ids`; false: only `ids` are. */
  isAll: boolean;
  ids: ReadonlySet<string>;
}

export const NOBODY: Selection = { isAll: false, ids: new Set() };
export const ALL: Selection = { isAll: true, ids: new Set() };

export const isChosen = ({ isAll, ids }: Selection, id: string): boolean => ids.has(id) !== isAll;

export const countChosen = ({ isAll, ids }: Selection, total: number): number =>
  isAll ? Math.max(0, total - ids.size) : ids.size;

/** Choose or drop the given users. */
export function choose(selection: Selection, ids: readonly string[], shouldChoose: boolean): Selection {
  const next = new Set(selection.ids);
  for (const id of ids) {
    if (shouldChoose === selection.isAll) next.delete(id);
    else next.add(id);
  }
  return { ...selection, ids: next };
}

interface Shown {
  specification: Specification;
  text: string;
}

/** Filter and search text that find the chosen users only. */
export function narrow({ isAll, ids }: Selection, { specification, text }: Shown): Shown {
  const people = { type: 'people' as const, values: [...ids] };
  if (!isAll) return { specification: allOf([people]), text: '' };
  return { specification: ids.size > 0 ? also(specification, { op: 'not', of: [people] }) : specification, text };
}

/** What stands on the screen as one specification: the filter, and the search text as a condition of it. */
export const asShown = ({ specification, text }: Shown): Specification =>
  text === '' ? specification : also(specification, { type: 'text', contains: text });
