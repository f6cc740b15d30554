/* A row of numbers of one kind (people, or steps) with their names; a number may be a button that shows what it counts. */
import Heading from '@atlaskit/heading';

import { useFormat } from '../../shared/messages/LocaleContext.tsx';

export interface Count {
  label: string;
  value: number;
  tone?: 'danger' | 'success';
  onShow?: (() => void) | undefined;
  isShown?: boolean;
}

interface Props {
  /** What is counted: people or steps. */
  title: string;
  help?: string;
  counts: readonly Count[];
}

export function CountTiles({ title, help, counts }: Props) {
  return (
    <div className="count-group">
      <div className="row">
        <Heading as="h3" size="xxsmall">{title}</Heading>
        {help && <span className="subtle small">{help}</span>}
      </div>
      <ul className="plain-list count-tiles" aria-label={title}>
        {counts.map((count) => (
          <li key={count.label}>
            <Tile {...count} />
          </li>
        ))}
      </ul>
    </div>
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
