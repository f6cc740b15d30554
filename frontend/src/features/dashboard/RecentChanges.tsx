/* How much changed about people since yesterday, and how much of it somebody else did; each number opens the list. */
import type { Dashboard } from '../../shared/api/types.ts';
import { changesAddress } from '../changes/index.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';

export function RecentChanges({ changes }: { changes: Dashboard['changes'] }) {
  const text = useText();
  const format = useFormat();
  const cards = [
    { label: text('changes.sinceYesterday'), count: changes.total, to: changesAddress({}) },
    { label: text('changes.byOthers'), count: changes.by_others, to: changesAddress({ cause: 'others' }) },
  ];
  return (
    <Section title={text('changes.title')} level={2}>
      <ul className="numbers">
        {cards.map(({ label, count, to }) => (
          <li key={label}>
            <Link to={to} className="number-card">
              <span className="number-value">{format.number(count)}</span>
              <span className="small subtle">{label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
