/* The first few of many names in one cell; all of them in a tooltip, which the keyboard reaches too. */
import Tooltip from '@atlaskit/tooltip';

import { useText } from '../messages/LocaleContext.tsx';

interface Props {
  items: readonly string[];
  shown?: number;
}

export function ShortList({ items, shown = 2 }: Props) {
  const text = useText();
  if (items.length === 0) return <span className="subtlest">–</span>;
  const first = items.slice(0, items.length === shown + 1 ? shown + 1 : shown);
  const rest = items.length - first.length;
  return (
    <div className="short-list">
      {first.map((item) => (
        <span key={item} className="clip" title={item}>
          {item}
        </span>
      ))}
      {rest > 0 && (
        <Tooltip content={items.join(', ')} tag="span">
          {(trigger) => (
            <button type="button" className="more-count" {...trigger}>
              {text('common.andMore', { count: rest })}
            </button>
          )}
        </Tooltip>
      )}
    </div>
  );
}
