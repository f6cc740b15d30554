/* One app over time: the chart, the numbers of the day that is pointed at (else of the last one), and the table. */
import { lazy, Suspense, useMemo, useState } from 'react';

import type { AppHistory } from '../../../shared/api/types.ts';
import { Loading } from '../../../shared/layout/Loading.tsx';
import { useFormat, useLocale, useText } from '../../../shared/messages/LocaleContext.tsx';
import { chooseRange, LINES } from './history.ts';
import { HistoryTable } from './HistoryTable.tsx';

const LineChart = lazy(() => import('./LineChart.tsx'));

interface Props {
  app: AppHistory;
  since: string;
  until: string;
}

function useWords() {
  const format = useFormat();
  const { locale } = useLocale();
  return useMemo(() => {
    const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    return { number: format.number, day: (seconds: number) => short.format(new Date(seconds * 1000)) };
  }, [format, locale]);
}

function Readout({ app, day }: { app: AppHistory; day: string | null }) {
  const text = useText();
  const format = useFormat();
  const numbers = app.days.find((one) => one.day === day) ?? app.days.at(-1);
  if (!numbers) return null;
  return (
    <p className="small subtle history-readout">
      <strong>{format.day(numbers.day)}</strong>
      {LINES.map(({ key, label }) => (
        <span key={key} className="nowrap">
          <span className={`dot line-${key}`} aria-hidden="true" /> {text(label)} {format.number(numbers[key])}
        </span>
      ))}
    </p>
  );
}

export function HistoryCard({ app, since, until }: Props) {
  const text = useText();
  const words = useWords();
  const [day, setDay] = useState<string | null>(null);
  const [isTable, setTable] = useState(false);
  const range = chooseRange(app.days, since, until);
  return (
    <li className="tile">
      <h3 className="tile-title">{app.label}</h3>
      <Suspense fallback={<div className="line-chart"><Loading size="small" /></div>}>
        <LineChart label={text('dashboard.chartLabel', { app: app.label })} days={app.days} range={range} words={words} onPoint={setDay} />
      </Suspense>
      <Readout app={app} day={day} />
      <details onToggle={(event) => setTable(event.currentTarget.open)}>
        <summary className="small">{text('dashboard.table')}</summary>
        {isTable && <HistoryTable app={app} />}
      </details>
    </li>
  );
}
