/* Tasks for the tests of this screen. */
import type { RunSummary, Task } from '../api/types.ts';

export function aRun(part: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 7, task_id: 3, name: 'Reclaim licences', trigger: 'manual', mode: 'live', state: 'succeeded', reason: null, reason_text: null,
    scheduled_for: null, created_at: '2026-11-23T10:00:00Z', started_at: '2026-11-23T10:00:05Z',
    finished_at: '2026-11-23T10:01:40Z', requested_by: { account_id: 'u1', name: 'Ada' },
    blackout: null, waits_for: null, came_back: 0, planned_users: null,
    counts: {
      matched: 0, affected: 0, planned: 0, failing: 0, failing_users: 0, succeeded: 0, skipped: 0, failed: 0, total: 0,
      would_change: 0, would_skip: 0, would_fail: 0,
      skipped_by_reason: {}, failed_by_reason: {},
    },
    ...part,
  };
}

export function aTask(part: Partial<Task> = {}): Task {
  return {
    id: 3, name: 'Reclaim licences', mode: 'live', filter: { id: 5, name: 'Inactive' },
    actions: [{ type: 'remove_app_access', apps: ['app-1'] }, { type: 'suspend_user' }],
    action_sentences: ['Remove access to Jira', 'Suspend'], names: { 'app-1': 'Jira' },
    schedule: { mode: 'weekly', weekdays: ['monday'], hour: 6 }, schedule_sentence: 'Mondays at 06:00 (Europe/Berlin)',
    time_zone: 'Europe/Berlin', is_schedule_active: true, max_users: 60, next_run_at: '2026-11-30T05:00:00Z', next_slots: [],
    no_next_run_code: null, no_next_run_reason: null, last_run: null, last_test: null, updated_by: { account_id: 'u1', name: 'Ada' },
    updated_at: '2026-11-20T09:00:00Z', version: 4, warnings: [],
    ...part,
  };
}
