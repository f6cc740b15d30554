/* How the numbers of each app developed: small charts, each with its table. */
import Select from '@atlaskit/select';
import { useState } from 'react';

import { useHistory } from '../queries.ts';
import type { DashboardHistory } from '../../../shared/api/types.ts';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { HistoryCard } from './HistoryCard.tsx';
import { hasLines, hasOtherThreshold, type Period, PERIODS } from './history.ts';

interface Props {
  siteId: string | null;
  /** Today's threshold of inactivity. */
  threshold: number;
}

function PeriodSelect({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const text = useText();
  const options = PERIODS.map((days) => ({ value: days, label: text('dashboard.lastDays', { count: days }) }));
  return (
    <div className="period-select">
      <Select
        label={text('dashboard.period')}
        options={options}
        value={options.find(({ value }) => value === period) ?? null}
        onChange={(option) => option && onChange(option.value)}
        isSearchable={false}
        spacing="compact"
      />
    </div>
  );
}

function Charts({ history, threshold }: { history: DashboardHistory; threshold: number }) {
  const text = useText();
  const { apps, since, until } = history;
  if (!hasLines(apps)) return <p className="subtle">{text('dashboard.historyNone')}</p>;
  return (
    <>
      {hasOtherThreshold(apps, threshold) && (
        <p className="subtle small">{text('dashboard.historyThreshold', { count: threshold })}</p>
      )}
      <ul className="tiles charts">
        {apps.map((app) => (
          <HistoryCard key={app.resource_id} app={app} since={since} until={until} />
        ))}
      </ul>
    </>
  );
}

export function HistorySection({ siteId, threshold }: Props) {
  const text = useText();
  const [period, setPeriod] = useState<Period>(90);
  const query = useHistory(siteId, period);
  return (
    <Section
      title={text('dashboard.historyTitle')}
      level={2}
      actions={<PeriodSelect period={period} onChange={setPeriod} />}
    >
      <QueryView query={query}>{(history) => <Charts history={history} threshold={threshold} />}</QueryView>
    </Section>
  );
}
