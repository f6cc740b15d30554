/* Why steps were skipped or failed: how many for each reason, in words, and what can be done about it. */
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { sortReasons } from '../../shared/domain/progress.ts';
import { adviseOn, explainReason } from '../../shared/domain/reasons.ts';

interface Props {
  title: string;
  counts: Readonly<Record<string, number>> | null;
  tone?: 'danger';
}

export function ReasonList({ title, counts, tone }: Props) {
  const text = useText();
  const format = useFormat();
  const reasons = sortReasons(counts);
  if (reasons.length === 0) return null;
  return (
    <section className={tone ? 'reason-list is-danger' : 'reason-list'}>
      <h2>{title}</h2>
      <ul className="plain-list">
        {reasons.map(({ reason, count }) => {
          const advice = adviseOn(reason, text);
          return (
            <li key={reason} className="reason">
              <span className="reason-count">{format.number(count)}</span>
              <span>
                {explainReason(reason, text)}
                {advice && <span className="subtle reason-advice">{advice}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
