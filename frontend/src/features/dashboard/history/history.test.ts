import { describe, expect, it } from 'vitest';

import type { AppHistory, DayNumbers } from '../../../shared/api/types.ts';
import { chooseRange, hasLines, hasOtherThreshold, LINES, toColumns, toDay, toSeconds } from './history.ts';

const day = (date: string, active: number, threshold = 30): DayNumbers => ({
  day: date, inactivity_days: threshold, active, inactive: 2, never: 1, unknown: 0, total: active + 3, billable: 7,
});

const app = (...days: DayNumbers[]): AppHistory => ({
  resource_id: 'jira', label: 'Jira (acme)', site_id: 's', site_name: 'acme', days,
});

describe('the history of an app', () => {
  it('becomes one column of moments and one for each line', () => {
    const columns = toColumns([day('2026-11-25', 5), day('2026-11-27', 6)]);
    expect(columns).toHaveLength(1 + LINES.length);
    expect(columns.map((column) => column.length)).toEqual(columns.map(() => 2));
    expect(columns[1]).toEqual([5, 6]);
  });

  it('keeps the distance in time of days without a sync', () => {
    const [moments] = toColumns([day('2026-11-25', 5), day('2026-11-27', 6)]);
    expect(moments[1]! - moments[0]!).toBe(2 * 86_400);
  });

  it('finds the day of a moment again', () => {
    expect(toDay(toSeconds('2026-03-29'))).toBe('2026-03-29');
  });

  it('is drawn from its second day on', () => {
    expect(hasLines([app(day('2026-11-27', 5))])).toBe(false);
    expect(hasLines([app(), app(day('2026-11-26', 5), day('2026-11-27', 5))])).toBe(true);
  });

  it('fills the axis while it is young, and shows the whole period later', () => {
    const young = [day('2026-11-26', 5), day('2026-11-27', 5)];
    expect(chooseRange(young, '2026-08-30', '2026-11-27')).toEqual([toSeconds('2026-11-26'), toSeconds('2026-11-27')]);
    const old = [day('2026-09-20', 5), ...young];
    expect(chooseRange(old, '2026-08-30', '2026-11-27')).toEqual([toSeconds('2026-08-30'), toSeconds('2026-11-27')]);
  });

  it('tells when days were counted with another threshold', () => {
    expect(hasOtherThreshold([app(day('2026-11-26', 5, 30))], 30)).toBe(false);
    expect(hasOtherThreshold([app(day('2026-11-26', 5, 90), day('2026-11-27', 5, 30))], 30)).toBe(true);
  });
});
