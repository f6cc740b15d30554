/* Actions, schedules and cautions in the reader's own language, from what the API gives in words and ids. Pure. */
import type { Action, Caution, Schedule } from '../api/types.ts';
import type { Format } from '../format/format.ts';
import { en, type MessageKey } from '../messages/catalogue.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import { WEEKDAYS } from './weekdays.ts';

/** Names of groups, apps and sites by id; what is gone has none. */
export type Names = Readonly<Record<string, string>>;

const key = (name: string): MessageKey | null => (name in en.tasks ? (`tasks.${name}` as MessageKey) : null);

function listTargets(action: Action): readonly string[] {
  if ('groups' in action) return action.groups;
  return 'apps' in action ? action.apps : [];
}

/** One action, such as “Remove from contractors and interns”. */
export function describeAction(action: Action, names: Names, text: Text, format: Format): string {
  const gone = 'apps' in action ? 'tasks.goneApp' : 'tasks.goneGroup';
  const targets = listTargets(action).map((id) => names[id] ?? text(gone, { id }));
  const isWide = 'can_leave_shared_groups' in action && action.can_leave_shared_groups === true;
  return text(isWide ? 'tasks.do_remove_app_access_wide' : `tasks.do_${action.type}`, { targets: format.list(targets) });
}

/** When a task runs, such as “Every 2 weeks from 1 Dec 2026 at 22:00”; the zone is said beside it. */
export function describeSchedule(schedule: Schedule, text: Text, format: Format): string {
  switch (schedule.mode) {
    case 'manual':
      return text('tasks.mode_manual');
    case 'weekly': {
      const time = format.hour(schedule.hour);
      if (schedule.weekdays.length === WEEKDAYS.length) return text('tasks.when_daily', { time });
      const days = WEEKDAYS.filter((day) => schedule.weekdays.includes(day));
      return text('tasks.when_weekly', { days: format.list(days.map((day) => format.weekday(WEEKDAYS.indexOf(day)))), time });
    }
    case 'interval': {
      const { every, unit, start_date: start, hour } = schedule;
      return text(`tasks.when_${unit}`, { count: every, date: format.day(start), time: format.hour(hour) });
    }
    case 'once':
      return text('tasks.when_once', { date: format.day(schedule.date), time: format.hour(schedule.hour) });
  }
}

/** A caution in the reader's language; one that the catalogue does not know is shown as the API says it. */
export function describeCaution({ code, text: fallback, facts }: Caution, text: Text): string {
  const found = key(`caution_${code}`);
  if (!found) return fallback;
  const verb = facts.action ? key(`do_${facts.action}`) : null;
  const said = text(found, { ...facts, ...(verb ? { action: text(verb, { targets: facts.targets ?? '' }).trim() } : {}) });
  const counted = facts.people ? [text('tasks.sharedPeople', { count: Number(facts.people) })] : [];
  const once = facts.once ? key(`once_${facts.once}`) : null;
  return [said, ...counted, ...(once ? [text(once, { task: facts.task ?? '' })] : [])].join(' ');
}
