/* A link to another place of the page. */
import type { MouseEvent, ReactNode } from 'react';

import { navigate } from './router.ts';

interface Props {
  to: string;
  children: ReactNode;
  className?: string;
  label?: string;
  /** The place that is shown now, in a list of places. */
  isCurrent?: boolean;
}

export function Link({ to, children, className, label, isCurrent = false }: Props) {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={`#${to}`} onClick={follow} className={className} aria-label={label} aria-current={isCurrent ? 'page' : undefined}>
      {children}
    </a>
  );
}
