import { describe, expect, it } from 'vitest';

import type { Schedule } from '../../../shared/api/types.ts';
import { toggleWeekday } from '../../../shared/domain/weekdays.ts';
import { buildSchedule, emptySchedule, findScheduleGaps, isWholeNumber, readSchedule, todayIn } from './schedule-form.ts';

const TODAY = '2026-11-23';
const EMPTY = emptySchedule(TODAY);

describe('the schedule form', () => {
  it.each<Schedule>([
    { mode: 'manual' },
    { mode: 'weekly', weekdays: ['monday', 'friday'], hour: 23 },
    { mode: 'interval', every: 2, unit: 'months', start_date: '2026-01-31', hour: 0 },
    { mode: 'once', date: '2026-12-24', hour: 7 },
  ])('gives back the schedule it was filled from: $mode', (schedule) => {
    expect(buildSchedule(readSchedule(schedule, TODAY))).toEqual(schedule);
  });

  it('keeps what was entered for another mode', () => {
    const weekly = { ...EMPTY, mode: 'weekly' as const, weekdays: ['sunday' as const], hour: 4 };
    const back = { ...weekly, mode: 'interval' as const };
    expect(buildSchedule({ ...back, mode: 'weekly' })).toEqual({ mode: 'weekly', weekdays: ['sunday'], hour: 4 });
  });

  it('sends weekdays in the order of the week, however they were chosen', () => {
    const schedule = buildSchedule({ ...EMPTY, mode: 'weekly', weekdays: ['friday', 'monday'] });
    expect(schedule).toMatchObject({ weekdays: ['monday', 'friday'] });
  });

  it('starts an interval today', () => {
    expect(buildSchedule({ ...EMPTY, mode: 'interval' })).toMatchObject({ start_date: TODAY, every: 1, unit: 'weeks' });
  });
});

describe('what a schedule misses', () => {
  it('is nothing while it is manual, whatever the other modes hold', () => {
    expect(findScheduleGaps({ ...EMPTY, every: 'x', weekdays: [], startDate: '' })).toEqual([]);
  });

  it('is a weekday', () => {
    expect(findScheduleGaps({ ...EMPTY, mode: 'weekly', weekdays: [] })).toEqual(['/schedule/weekdays']);
  });

  it('is a number and a date of an interval', () => {
    const gaps = findScheduleGaps({ ...EMPTY, mode: 'interval', every: '0', startDate: '' });
    expect(gaps).toEqual(['/schedule/every', '/schedule/start_date']);
  });

  it('is the day of a task that runs once, and nothing else', () => {
    expect(findScheduleGaps({ ...EMPTY, mode: 'once', every: 'x', weekdays: [] })).toEqual(['/schedule/date']);
    expect(findScheduleGaps({ ...EMPTY, mode: 'once', onceDate: '2026-12-24' })).toEqual([]);
  });

  it('does not ask for weekdays at an interval', () => {
    expect(findScheduleGaps({ ...EMPTY, mode: 'interval', weekdays: [] })).toEqual([]);
  });
});

describe('a whole number', () => {
  it.each(['1', '1000', ' 7 '])('is %j', (text) => expect(isWholeNumber(text, 1000)).toBe(true));
  it.each(['', '0', '-1', '1.5', '1e2', '1001', 'x'])('is not %j', (text) => expect(isWholeNumber(text, 1000)).toBe(false));
});

describe('choosing weekdays', () => {
  it('adds a day in its place', () => expect(toggleWeekday(['friday'], 'monday')).toEqual(['monday', 'friday']));
  it('takes a chosen day away', () => expect(toggleWeekday(['monday', 'friday'], 'monday')).toEqual(['friday']));
});

describe('today', () => {
  const late = new Date('2026-11-23T23:30:00Z');

  it('depends on the zone', () => {
    expect(todayIn('America/New_York', late)).toBe('2026-11-23');
    expect(todayIn('Asia/Tokyo', late)).toBe('2026-11-24');
  });

  it('is that of UTC in a zone that the browser does not know', () => {
    expect(todayIn('Mars/Olympus', late)).toBe('2026-11-23');
  });
});

