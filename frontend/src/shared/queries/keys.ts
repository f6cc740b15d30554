/* The keys of all queries. A shorter key stands for every longer one that begins with it: `all` refreshes a whole room. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** The keys of one room: everything in it, and a query of it by what it asks. */
const room = <Name extends string>(name: Name) => ({ all: [name] as const, of: (...asked: unknown[]) => [name, ...asked] as const });

export const keys = {
  // Who calls, and how old the data is.
  me: room('me'),
  mirror: room('mirror'),
  health: { ...room('health'), examination: ['health', 'examination'] as const },
  earlierInstallations: room('earlier-installations'),

  // The directory, as the mirror has it.
  users: {
    ...room('users'),
    page: (search: unknown) => ['users', 'page', search] as const,
    one: (accountId: string) => ['users', 'one', accountId] as const,
    why: (accountId: string, fingerprint: string) => ['users', 'why', accountId, fingerprint] as const,
    picker: (search: string) => ['users', 'picker', search] as const,
  },
  prospects: room('prospects'),
  changes: room('changes'),
  groups: { ...room('groups'), names: (ids: readonly string[]) => ['groups', 'names', ids] as const },
  apps: room('apps'),
  sites: room('sites'),
  domains: room('domains'),
  roles: room('roles'),
  dashboard: {
    ...room('dashboard'),
    allNow: ['dashboard', 'now'] as const,
    now: (siteId: string | null) => ['dashboard', 'now', siteId] as const,
    history: (siteId: string | null, days: number) => ['dashboard', 'history', siteId, days] as const,
  },

  // Automation: filters, tasks, what they would do, what they did.
  filters: room('filters'),
  descriptions: room('description'),
  filterChanges: room('filter-change'),
  tasks: { ...room('tasks'), list: ['tasks', 'list'] as const, one: (id: number | null) => ['tasks', 'one', id] as const },
  nextRuns: room('next-runs'),
  previews: {
    ...room('preview'),
    users: (plan: unknown) => ['preview', 'users', plan] as const,
    totals: (plan: unknown) => ['preview', 'totals', plan] as const,
  },
  bulkPreviews: {
    ...room('bulk-preview'),
    users: (target: unknown, actions: unknown) => ['bulk-preview', 'users', target, actions] as const,
    totals: (target: unknown, actions: unknown) => ['bulk-preview', 'totals', target, actions] as const,
  },
  previewProgress: room('preview-progress'),
  runs: {
    ...room('runs'),
    lists: ['runs', 'list'] as const,
    list: (taskId: number | null) => ['runs', 'list', taskId] as const,
    one: (id: number) => ['runs', 'one', id] as const,
    log: (id: number) => ['runs', 'log', id] as const,
    lines: (id: number, filter: unknown) => ['runs', 'log', id, filter] as const,
    changesOf: (id: number, accountId: string) => ['runs', 'log', id, 'changes', accountId] as const,
  },
  runWatch: room('run-watch'),
  undoPreviews: {
    ...room('undo-preview'),
    users: (id: number) => ['undo-preview', 'users', id] as const,
    totals: (id: number) => ['undo-preview', 'totals', id] as const,
  },

  // Settings.
  settings: room('settings'),
  timeZones: room('time-zones'),
  protected: room('protected'),
  blackouts: room('blackouts'),
  restored: room('restored'),
  audit: room('audit'),
  channels: room('channels'),
  notifications: room('notifications'),
} as const;

/** Answers that come from the mirror and change when a sync ends. */
export const FROM_MIRROR: readonly QueryKey[] = [
  keys.users, keys.prospects, keys.changes, keys.dashboard, keys.groups, keys.apps, keys.sites, keys.domains, keys.roles,
  keys.descriptions, keys.previews, keys.bulkPreviews,
].map(({ all }) => all);

/** Answers that change when a task is saved, switched, removed or run. */
export const FROM_TASKS: readonly QueryKey[] = [keys.tasks, keys.runs, keys.dashboard, keys.filters].map(({ all }) => all);

/** Asks anew for what the keys stand for; ends when what is on the screen has come. */
export const refresh = (client: QueryClient, stale: readonly QueryKey[]): Promise<unknown> =>
  Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
