/* Runs and lines of their logs for component tests; a test changes what it is about. */
import type { Operation, Run } from '../api/types.ts';
import { aRun } from './sample-tasks.ts';

export function aFullRun(part: Partial<Run> = {}): Run {
  return {
    ...aRun(), specification: {}, filter_name: 'Inactive', filter_sentence: 'Users inactive for 90 days.',
    action_sentences: ['Remove access to Jira', 'Suspend'], holds: [], max_users: 60, failed_users: null, eta_seconds: null, waiting: null, can_cancel: false,
    can_approve: false, can_undo: false, undo_of: null, undone_by: null, plan_hash: null, first_people: null, release: null, cancel_requested_at: null, approved_by: null,
    held_until: null, data_read_at: null, groups_read_at: null, looked_at: null, remains: {},
    ...part,
  };
}

export function aLine(part: Partial<Operation> = {}): Operation {
  return {
    position: 1, account_id: 'a1', user_name: 'Mira', user_email: 'mira@example.com', action: 'suspend_user',
    target_kind: 'directory', target_id: 'd1', target_name: 'Main directory', outcome: 'succeeded', reason: null,
    reason_text: null, error: null, details: [], started_at: '2026-11-23T10:00:10Z', duration_ms: 240, later_run: null,
    changes: [], came_back_at: null,
    ...part,
  };
}

export const counts = (part: object) => ({ ...aRun().counts, ...part });
