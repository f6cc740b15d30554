/* A row of numbers with their names; a number may be a button that shows what it counts. */
import { useFormat } from '../messages/LocaleContext.tsx';

export interface Count {
  label: string;
  value: number;
  tone?: 'danger' | 'success';
  onShow?: (() => void) | undefined;
  isShown?: boolean;
}

export function CountTiles({ counts }: { counts: readonly Count[] }) {
  return (
    <ul className="plain-list count-tiles">
      {counts.map((count) => (
        <li key={count.label}>
          <Tile {...count} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ label, value, tone, onShow, isShown = false }: Count) {
  const format = useFormat();
  const content = (
    <>
      <span className={tone && value > 0 ? `count-value is-${tone}` : 'count-value'}>{format.number(value)}</span>
      <span className="subtle small">{label}</span>
    </>
  );
  if (!onShow || value === 0) return <div className="count-tile">{content}</div>;
  return (
    <button type="button" className="count-tile" aria-pressed={isShown} onClick={onShow}>
      {content}
    </button>
  );
}
