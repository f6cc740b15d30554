/* Answers of the API for component tests; a test changes what it is about. */
import type { Me, Mirror, Organization, Settings, Sync, User, UserDetail } from '../api/types.ts';

export const organization: Organization = {
  org_id: 'o1', name: 'Acme', key_fingerprint: 'ab12', expires_on: '2099-01-01', days_left: 400,
  key_status: 'verified', dead_reason: null,
};

export const me: Me = {
  account_id: 'a1', name: 'Ada', is_allowed: true, is_org_admin: true, rights: ['automate', 'browse', 'configure', 'connect', 'release', 'stop'], refusal: null, setup: 'ready', time_zone: 'UTC',
  is_time_zone_known: true, organization, is_stopped: false, are_schedules_confirmed: true,
};

export const sync: Sync = {
  id: 1, kind: 'manual', state: 'running', requested_by: null, created_at: '2026-11-23T10:00:00Z',
  started_at: '2026-11-23T10:00:00Z', finished_at: null, error: null, fault: null, api_calls: 5, waiting: null,
  progress: {
    users_done: 50, users_total: 100, groups_done: 5, groups_total: 5, walks_done: 1, walks_total: 2,
    calls_done: 5, calls_expected: 10, eta_seconds: 90,
  },
};

export const mirror: Mirror = { synced_at: '2026-11-23T09:00:00Z', age_seconds: 3600, active_sync: null, last_sync: null };

export const settings: Settings = {
  time_zone: 'UTC', language: 'en', is_time_zone_known: true, daily_sync_hour: 3, inactivity_days: 30, young_account_days: 7, restored_grace_days: 14, limit_percent: 5, limit_people: 10, is_four_eyes_required: true, organization_admins: 2, blackout_weekdays: [], is_sync_hour_quiet: false, are_product_admins_allowed: false,
  are_user_access_admins_allowed: false, is_stopped: false, are_schedules_confirmed: true, run_retention_days: 0, change_retention_months: 13, are_activity_days_kept: true,
};

export const user: User = {
  account_id: 'u1', name: 'Bob Builder', email: 'bob@acme.example', status: 'active', claim: 'managed', kind: 'person', is_org_admin: false,
  sites: [{ site_id: 's1', name: 'acme' }], apps: [{ resource_id: 'jira', label: 'Jira (acme)', roles: ['atlassian/user'] }],
  roles: ['atlassian/user'], groups: [{ group_id: 'g1', name: 'jira-users', is_access_group: true }],
  last_active_at: null, is_activity_known: true, added_at: '2025-01-02T00:00:00Z',
};

export const userDetail: UserDetail = {
  ...user,
  activity: [{ resource_id: 'jira', label: 'Jira (acme)', last_active_at: null, granted_by: ['jira-users'], is_direct: true, takes_seat: true }],
  group_details: [
    { group_id: 'g1', name: 'jira-users', is_access_group: true, is_externally_managed: false, grants: ['Jira (acme)'] },
    { group_id: 'g2', name: 'okta-staff', is_access_group: false, is_externally_managed: true, grants: [] },
  ],
  directories: [{ directory_id: 'd1', name: 'Acme', status: 'active' }],
  odd_moments: {}, spared_for: null,
  history: [
    {
      run_id: 7, run_name: 'Licence cleanup', action: 'remove_app_access', target_name: 'Confluence (acme)',
      outcome: 'succeeded', finished_at: '2026-11-20T00:00:00Z',
    },
  ],
};
