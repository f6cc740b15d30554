/* How the numbers of an app developed, as the charts and their tables need it. Pure. */
import type { AppHistory, DayNumbers } from '../../../shared/api/types.ts';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';

export const PERIODS = [30, 90, 365] as const;
export type Period = (typeof PERIODS)[number];

export interface Line {
  key: 'active' | 'inactive' | 'never' | 'billable';
  label: MessageKey;
  /** The token of its colour. */
  token: string;
  isDashed: boolean;
}

/** The same colours as the bars of the tiles; what is paid for is dashed, so that it is told apart without colour. */
export const LINES: readonly Line[] = [
  { key: 'active', label: 'dashboard.active', token: '--ds-chart-success', isDashed: false },
  { key: 'inactive', label: 'dashboard.inactive', token: '--ds-chart-warning', isDashed: false },
  { key: 'never', label: 'dashboard.never', token: '--ds-chart-danger', isDashed: false },
  { key: 'billable', label: 'dashboard.billable', token: '--ds-chart-information', isDashed: true },
];

const DAY_SECONDS = 86_400;

/** Midnight UTC of a day such as `2026-11-27`, in seconds: the chart's own axis knows no other zone. */
export const toSeconds = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;

export const toDay = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** Columns for the chart: moments, then one column a line. A gap of several days stays a gap in time, not in the line. */
export function toColumns(days: readonly DayNumbers[]): [number[], ...number[][]] {
  return [days.map(({ day }) => toSeconds(day)), ...LINES.map(({ key }) => days.map((numbers) => numbers[key]))];
}

/** The first and the last moment of the axis: the whole period that was asked for, once there is enough to fill half of it. */
export function chooseRange(days: readonly DayNumbers[], since: string, until: string): [number, number] {
  const [from, to] = [toSeconds(since), toSeconds(until)];
  const first = days[0] ? toSeconds(days[0].day) : from;
  const isMostlyEmpty = to - first < (to - from) / 2;
  return [isMostlyEmpty ? Math.min(first, to - DAY_SECONDS) : from, to];
}

/** A line needs two days; with less there is nothing to draw for any app. */
export const hasLines = (apps: readonly AppHistory[]): boolean => apps.some(({ days }) => days.length > 1);

/** True when some of the days were counted with another threshold than today's. */
export const hasOtherThreshold = (apps: readonly AppHistory[], today: number): boolean =>
  apps.some(({ days }) => days.some(({ inactivity_days: days_ }) => days_ !== today));
