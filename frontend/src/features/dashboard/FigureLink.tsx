/* A count that opens the users it counts. */
import { Link } from '../../shared/routing/Link.tsx';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { browserAddress } from '../../shared/routing/browser-state.ts';
import type { Figure } from './figures.ts';

export function FigureLink({ figure }: { figure: Figure }) {
  const text = useText();
  const format = useFormat();
  const { count, specification, label } = figure;
  if (!specification || count === 0) return <span className="count">{format.number(count)}</span>;
  return (
    <Link
      to={browserAddress({ specification })}
      className="count"
      label={text('dashboard.openUsers', { label: text(label), count })}
    >
      {format.number(count)}
    </Link>
  );
}
