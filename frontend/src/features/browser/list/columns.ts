/* The columns of the User Browser and which of them an admin wants to see (remembered in this browser if it can). */
import { useState } from 'react';

import type { MessageKey } from '../../../shared/messages/catalogue.ts';
import type { Sort } from '../../../shared/routing/browser-state.ts';

export interface Column {
  key: string;
  label: MessageKey;
  sort?: Sort;
  /** Share of the width in percent of what is left beside the checkbox. */
  width: number;
  isOptional: boolean;
  isHiddenAtFirst?: boolean;
}

export const COLUMNS: readonly Column[] = [
  { key: 'user', label: 'users.user', sort: 'name', width: 27, isOptional: false },
  { key: 'sites', label: 'users.sites', width: 10, isOptional: true },
  { key: 'groups', label: 'users.groups', width: 16, isOptional: true },
  { key: 'roles', label: 'users.roles', width: 8, isOptional: true },
  { key: 'apps', label: 'users.apps', width: 16, isOptional: true },
  { key: 'last_active', label: 'users.lastActive', sort: 'last_active', width: 12, isOptional: true },
  { key: 'added', label: 'users.added', sort: 'added', width: 11, isOptional: true, isHiddenAtFirst: true },
  { key: 'status', label: 'users.status', width: 11, isOptional: true },
  { key: 'managed', label: 'users.managed', width: 9, isOptional: true },
];

const STORE = 'rollcall.users.hidden-columns';

function readHidden(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(STORE) ?? 'null');
    if (Array.isArray(kept)) return new Set(kept.filter((key) => typeof key === 'string'));
  } catch {
    // A frame may have no storage; then the choice lasts as long as the page.
  }
  return new Set(COLUMNS.filter((column) => column.isHiddenAtFirst).map((column) => column.key));
}

function keepHidden(hidden: ReadonlySet<string>): void {
  try {
    window.localStorage.setItem(STORE, JSON.stringify([...hidden]));
  } catch {
    // See readHidden.
  }
}

export function useColumns(): [shown: readonly Column[], flip: (key: string) => void] {
  const [hidden, setHidden] = useState(readHidden);
  const flip = (key: string): void => {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    keepHidden(next);
    setHidden(next);
  };
  return [COLUMNS.filter((column) => !hidden.has(column.key)), flip];
}
