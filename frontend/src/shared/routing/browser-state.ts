/* What the User Browser shows, kept in its address: a reload, a link or the back button brings it back. */
import { useMemo } from 'react';

import { buildAddress, navigate, type Params, useRoute } from './router.ts';
import type { UserSearch } from '../api/types.ts';
import { parseSpecification } from '../filters/read-specification.ts';
import { EVERYBODY, isEverybody, type Specification } from '../filters/specification.ts';

export type Sort = NonNullable<UserSearch['sort']>;
export type Direction = NonNullable<UserSearch['direction']>;

export interface BrowserState {
  specification: Specification;
  text: string;
  /** The saved filter that was opened; the specification may have been changed since. */
  filterId: number | null;
  sort: Sort;
  direction: Direction;
  /** The user whose details are shown. */
  accountId: string | null;
}

const SORTS: readonly string[] = ['name', 'email', 'last_active', 'added'] satisfies Sort[];

export function readState(params: URLSearchParams): BrowserState {
  const sort = params.get('sort') ?? '';
  const filterId = Number(params.get('filter'));
  return {
    specification: parseSpecification(params.get('spec')) ?? EVERYBODY,
    text: params.get('text') ?? '',
    filterId: Number.isInteger(filterId) && filterId > 0 ? filterId : null,
    sort: SORTS.includes(sort) ? (sort as Sort) : 'name',
    direction: params.get('dir') === 'desc' ? 'desc' : 'asc',
    accountId: params.get('user'),
  };
}

function toParams(state: BrowserState): Params {
  return {
    spec: isEverybody(state.specification) ? null : JSON.stringify(state.specification),
    text: state.text,
    filter: state.filterId === null ? null : String(state.filterId),
    sort: state.sort === 'name' ? null : state.sort,
    dir: state.direction === 'desc' ? 'desc' : null,
    user: state.accountId,
  };
}

/** The address of the User Browser with a filter, for links from other screens. */
export function browserAddress(part: Partial<BrowserState>): string {
  return buildAddress('/users', toParams({ ...readState(new URLSearchParams()), ...part }));
}

export function useBrowserState(): [BrowserState, (change: Partial<BrowserState>, keepStep?: boolean) => void] {
  const { params } = useRoute();
  const query = params.toString();
  const state = useMemo(() => readState(new URLSearchParams(query)), [query]);
  const change = (part: Partial<BrowserState>, keepStep = false): void => {
    navigate(browserAddress({ ...state, ...part }), { replace: !keepStep });
  };
  return [state, change];
}
