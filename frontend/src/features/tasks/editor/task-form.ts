/* A task as it is being filled in, and its way from and to the API. Pure: no requests, no words. */
import type { Task, TaskDraft } from '../../../shared/api/types.ts';
import { type ActionForm, buildAction, needsTargets, readAction } from '../actions/action-form.ts';
import { buildSchedule, emptySchedule, findScheduleGaps, isWholeNumber, readSchedule, type ScheduleForm } from '../schedule/schedule-form.ts';

export const LONGEST_NAME = 120;
export const MOST_USERS = 1_000_000;

export interface TaskForm {
  name: string;
  mode: Task['mode'];
  filterId: number | null;
  actions: readonly ActionForm[];
  schedule: ScheduleForm;
  timeZone: string;
  isScheduleActive: boolean;
  /** As typed; empty means no limit. */
  maxUsers: string;
}

export function emptyTask(timeZone: string, today: string): TaskForm {
  return {
    name: '', mode: 'draft', filterId: null, actions: [], schedule: emptySchedule(today), timeZone, isScheduleActive: false,
    maxUsers: '',
  };
}

export function readTask(task: Task, today: string): TaskForm {
  return {
    name: task.name,
    mode: task.mode,
    filterId: task.filter?.id ?? null,
    actions: task.actions.map(readAction),
    schedule: readSchedule(task.schedule, today),
    timeZone: task.time_zone,
    isScheduleActive: task.is_schedule_active,
    maxUsers: task.max_users === null ? '' : String(task.max_users),
  };
}

export function buildDraft(form: TaskForm): TaskDraft {
  const maxUsers = form.maxUsers.trim();
  return {
    name: form.name.trim(),
    mode: form.mode,
    filter_id: form.filterId,
    actions: form.actions.map(buildAction),
    schedule: buildSchedule(form.schedule),
    time_zone: form.timeZone,
    is_schedule_active: form.schedule.mode !== 'manual' && form.isScheduleActive,
    max_users: maxUsers === '' ? null : Number(maxUsers),
  };
}

/** True when saving one would not differ from saving the other; keys of actions do not count. */
export function isSameTask(one: TaskForm, other: TaskForm): boolean {
  return JSON.stringify(buildDraft(one)) === JSON.stringify(buildDraft(other));
}

export type Gap = 'name' | 'nameLong' | 'filter' | 'actions' | 'targets' | 'weekdays' | 'every' | 'startDate' | 'onceDate' | 'maxUsers';

/** What is missing before the draft can be sent, by JSON pointer into the draft. The server checks the rest. */
export function findGaps(form: TaskForm): Map<string, Gap> {
  const gaps = new Map<string, Gap>();
  const name = form.name.trim();
  if (!name) gaps.set('/name', 'name');
  if (name.length > LONGEST_NAME) gaps.set('/name', 'nameLong');
  if (form.filterId === null && form.isScheduleActive && form.schedule.mode !== 'manual') {
    gaps.set('/filter_id', 'filter');
  }
  if (form.actions.length === 0) gaps.set('/actions', 'actions');
  form.actions.forEach((action, index) => {
    if (needsTargets(action)) gaps.set(`/actions/${index}`, 'targets');
  });
  for (const pointer of findScheduleGaps(form.schedule)) gaps.set(pointer, SCHEDULE_GAPS[pointer]);
  if (form.maxUsers.trim() && !isWholeNumber(form.maxUsers, MOST_USERS)) gaps.set('/max_users', 'maxUsers');
  return gaps;
}

const SCHEDULE_GAPS = {
  '/schedule/weekdays': 'weekdays',
  '/schedule/every': 'every',
  '/schedule/start_date': 'startDate',
  '/schedule/date': 'onceDate',
} as const;
