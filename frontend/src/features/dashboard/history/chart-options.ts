/* What uPlot is told: scales, axes and lines in the page's own colours, font and language. */
import type uPlot from 'uplot';

import { LINES } from './history.ts';

export interface ChartWords {
  number: (value: number) => string;
  /** A short name of a moment on the axis, such as “27 Nov”. */
  day: (seconds: number) => string;
}

interface Wanted {
  /** The computed style of the place: the canvas cannot follow custom properties by itself. */
  style: CSSStyleDeclaration;
  width: number;
  height: number;
  range: [number, number];
  words: ChartWords;
}

const DAY_SECONDS = 86_400;
const STEPS = [1, 2, 7, 14, 30, 60, 90, 180].map((days) => days * DAY_SECONDS);
/** People are counted in whole numbers: 1, 2, 5, 10 … 5,000,000. */
const COUNTS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

function buildAxes({ style, words }: Wanted): uPlot.Axis[] {
  const shared: uPlot.Axis = {
    stroke: style.getPropertyValue('--ds-text-subtle'),
    font: `11px ${style.fontFamily}`,
    ticks: { show: false },
    grid: { stroke: style.getPropertyValue('--ds-border'), width: 1 },
  };
  return [
    { ...shared, size: 24, space: 56, incrs: STEPS, grid: { show: false }, values: (_plot, splits) => splits.map(words.day) },
    { ...shared, size: 44, space: 34, incrs: COUNTS, values: (_plot, splits) => splits.map(words.number) },
  ];
}

export function buildOptions(wanted: Wanted): uPlot.Options {
  const { style, width, height, range } = wanted;
  const lines = LINES.map(({ key, token, isDashed }): uPlot.Series => {
    const stroke = style.getPropertyValue(token);
    return { label: key, stroke, width: 2, spanGaps: true, points: { size: 4, fill: stroke }, ...(isDashed ? { dash: [4, 4] } : {}) };
  });
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    // A date whose local parts are those of UTC, whatever zone the browser is in.
    tzDate: (seconds) => new Date(seconds * 1000 + new Date(seconds * 1000).getTimezoneOffset() * 60_000),
    scales: {
      x: { range: () => range },
      y: { range: (_plot, _least, most) => [0, Math.max(4, Math.ceil((most || 0) * 1.1))] },
    },
    axes: buildAxes(wanted),
    series: [{}, ...lines],
  };
}
