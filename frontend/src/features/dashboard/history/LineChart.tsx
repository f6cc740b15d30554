/* Lines over days, drawn by uPlot on a canvas. Loaded only when there is something to draw. Says nothing to a screen
   reader by itself: who shows it gives a label and a table. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';

import { useColorMode } from '../../../shared/host/color-mode.ts';
import { buildOptions, type ChartWords } from './chart-options.ts';
import { toColumns, toDay } from './history.ts';
import type { DayNumbers } from '../../../shared/api/types.ts';

interface Props {
  label: string;
  days: readonly DayNumbers[];
  range: [number, number];
  words: ChartWords;
  /** The day under the pointer, or null when it has gone. */
  onPoint: (day: string | null) => void;
}

const HEIGHT = 140;

export default function LineChart({ label, days, range: [from, to], words, onPoint }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const mode = useColorMode();
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const point = (plot: uPlot): void => {
      const moment = plot.cursor.idx == null ? undefined : plot.data[0][plot.cursor.idx];
      onPoint(moment === undefined ? null : toDay(moment));
    };
    const style = getComputedStyle(element);
    const options = buildOptions({ style, width: element.clientWidth, height: HEIGHT, range: [from, to], words });
    const plot = new uPlot({ ...options, hooks: { setCursor: [point] } }, toColumns(days), element);
    const watcher = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
    // The colours are read from the page's styles, which follow the mode.
  }, [days, from, to, words, onPoint, mode]);
  return <div ref={box} role="img" aria-label={label} className="line-chart" style={{ height: HEIGHT }} />;
}
