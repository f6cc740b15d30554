/* The first few of many names in one cell; a click shows them all. (No tooltips: a table has hundreds of these.) */
import { useState } from 'react';

import { useText } from '../messages/LocaleContext.tsx';

interface Props {
  items: readonly string[];
  shown?: number;
}

export function ShortList({ items, shown = 2 }: Props) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  if (items.length === 0) return <span className="subtlest">–</span>;
  // One more than the limit takes no more room than saying so.
  const isShort = isOpen || items.length <= shown + 1;
  const first = isShort ? items : items.slice(0, shown);
  return (
    <div className="short-list">
      {first.map((item) => (
        <span key={item} className={isOpen ? undefined : 'clip'} title={item}>
          {item}
        </span>
      ))}
      {!isShort && (
        <button type="button" className="more-count" title={items.join(', ')} onClick={() => setOpen(true)}>
          {text('common.andMore', { count: items.length - first.length })}
        </button>
      )}
    </div>
  );
}
