/* Which changes the screen shows, kept in its address, and how they are asked for. */
import type { ChangeQuestion } from './queries.ts';
import { buildAddress } from '../../shared/routing/router.ts';
import { toMoments } from '../../shared/domain/day-range.ts';

export const KINDS = ['group', 'app', 'status', 'presence'] as const;
export const CAUSES = ['ours', 'others'] as const;
/** Before anything was noted: everything that is known of one person. */
export const ALWAYS = '2000-01-01T00:00:00Z';

export interface ChangeState {
  /** Days as the browser has them (2026-01-31), or empty: since yesterday. */
  since: string;
  until: string;
  kind: (typeof KINDS)[number] | null;
  cause: (typeof CAUSES)[number] | null;
  groupId: string | null;
  app: string | null;
  accountId: string | null;
  text: string;
}

function pick<Word extends string>(words: readonly Word[], word: string | null): Word | null {
  return words.find((one) => one === word) ?? null;
}

export function readState(params: URLSearchParams): ChangeState {
  return {
    since: params.get('since') ?? '',
    until: params.get('until') ?? '',
    kind: pick(KINDS, params.get('kind')),
    cause: pick(CAUSES, params.get('cause')),
    groupId: params.get('group'),
    app: params.get('app'),
    accountId: params.get('user'),
    text: params.get('text') ?? '',
  };
}

/** The address of the screen with these conditions. */
export function changesAddress(part: Partial<ChangeState>): string {
  const state = { ...readState(new URLSearchParams()), ...part };
  return buildAddress('/changes', {
    since: state.since,
    until: state.until,
    kind: state.kind,
    cause: state.cause,
    group: state.groupId,
    app: state.app,
    user: state.accountId,
    text: state.text,
  });
}

/** Both days count whole, in UTC, as in the audit log. */
export function toQuestion(state: ChangeState): ChangeQuestion {
  const { since, until } = toMoments(state.since, state.until);
  return {
    ...(since ? { since } : state.accountId ? { since: ALWAYS } : {}),
    ...(until ? { until } : {}),
    ...(state.kind ? { kind: state.kind } : {}),
    ...(state.cause ? { cause: state.cause } : {}),
    ...(state.groupId ? { group_id: state.groupId } : {}),
    ...(state.app ? { app: state.app } : {}),
    ...(state.accountId ? { account_id: state.accountId } : {}),
    ...(state.text.trim() ? { q: state.text.trim() } : {}),
  };
}

export const isNarrowed = (state: ChangeState): boolean => Object.keys(toQuestion(state)).length > 0;
