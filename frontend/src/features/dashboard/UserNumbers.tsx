/* All users by status; each number opens the users it counts. */
import type { Dashboard } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { STATUS_NAMES } from '../../shared/filters/names.ts';
import { STATUSES } from '../../shared/filters/conditions/status.ts';
import { allOf, EVERYBODY, type FilterNode } from '../../shared/filters/specification.ts';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { browserAddress } from '../../shared/routing/browser-state.ts';

interface Props {
  numbers: Dashboard['users'];
  siteId: string | null;
}

export function UserNumbers({ numbers, siteId }: Props) {
  const text = useText();
  const format = useFormat();
  const onSite: FilterNode[] = siteId ? [{ type: 'sites', sites: [siteId], match: 'any' }] : [];
  const cards = [
    { label: text('dashboard.usersTotal'), count: numbers.total, specification: siteId ? allOf(onSite) : EVERYBODY },
    ...STATUSES.map((status) => ({
      label: text(STATUS_NAMES[status]),
      count: numbers.by_status[status] ?? 0,
      specification: allOf([...onSite, { type: 'status', statuses: [status] }]),
    })),
  ];
  return (
    <ul className="numbers">
      {cards.map(({ label, count, specification }) => (
        <li key={label}>
          <Link to={browserAddress({ specification })} className="number-card">
            <span className="number-value">{format.number(count)}</span>
            <span className="small subtle">{label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
