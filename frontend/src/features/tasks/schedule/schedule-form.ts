/* The schedule as it is being filled in. Every mode keeps its own values, so that switching back and forth loses
   nothing; only the chosen mode is sent. */
import type { Schedule } from '../../../shared/api/types.ts';
import { sortWeekdays, type Weekday } from '../../../shared/domain/weekdays.ts';
import { usableZone } from '../../../shared/format/zone.ts';

export const MODES = ['manual', 'weekly', 'interval', 'once'] as const;
export const UNITS = ['days', 'weeks', 'months'] as const;
export const HOURS: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);
export const MOST_INTERVALS = 1000;

export type Mode = (typeof MODES)[number];
export type Unit = (typeof UNITS)[number];

export interface ScheduleForm {
  mode: Mode;
  weekdays: readonly Weekday[];
  hour: number;
  /** As typed: may be empty or not a number while it is being edited. */
  every: string;
  unit: Unit;
  /** `2026-01-31`, or empty. */
  startDate: string;
  /** The day of a task that runs once, likewise. */
  onceDate: string;
}

export function emptySchedule(today: string): ScheduleForm {
  return { mode: 'manual', weekdays: ['monday'], hour: 6, every: '1', unit: 'weeks', startDate: today, onceDate: '' };
}

export function readSchedule(schedule: Schedule, today: string): ScheduleForm {
  const form = emptySchedule(today);
  switch (schedule.mode) {
    case 'manual':
      return form;
    case 'weekly':
      return { ...form, mode: 'weekly', weekdays: sortWeekdays(schedule.weekdays), hour: schedule.hour };
    case 'interval': {
      const { every, unit, start_date: startDate, hour } = schedule;
      return { ...form, mode: 'interval', every: String(every), unit, startDate, hour };
    }
    case 'once':
      return { ...form, mode: 'once', onceDate: schedule.date, hour: schedule.hour };
  }
}

export function buildSchedule({ mode, weekdays, hour, every, unit, startDate, onceDate }: ScheduleForm): Schedule {
  switch (mode) {
    case 'manual':
      return { mode };
    case 'weekly':
      return { mode, weekdays: sortWeekdays(weekdays), hour };
    case 'interval':
      return { mode, every: Number(every), unit, start_date: startDate, hour };
    case 'once':
      return { mode, date: onceDate, hour };
  }
}

export type ScheduleField = '/schedule/weekdays' | '/schedule/every' | '/schedule/start_date' | '/schedule/date';

/** The fields of the chosen mode that cannot be sent as they are. */
export function findScheduleGaps(form: ScheduleForm): ScheduleField[] {
  if (form.mode === 'weekly') return form.weekdays.length > 0 ? [] : ['/schedule/weekdays'];
  if (form.mode === 'manual') return [];
  if (form.mode === 'once') return isDay(form.onceDate) ? [] : ['/schedule/date'];
  const gaps: ScheduleField[] = [];
  if (!isWholeNumber(form.every, MOST_INTERVALS)) gaps.push('/schedule/every');
  if (!isDay(form.startDate)) gaps.push('/schedule/start_date');
  return gaps;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** True for `1` to `most`, written as digits only. */
export function isWholeNumber(text: string, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
}

/** Today's date in a time zone (in UTC where the browser does not know it), as the date field and the API write it. */
export function todayIn(timeZone: string, now: Date = new Date()): string {
  const zone = usableZone(timeZone);
  const parts = new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone });
  const byType = new Map(parts.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${byType.get('year') ?? ''}-${byType.get('month') ?? ''}-${byType.get('day') ?? ''}`;
}
