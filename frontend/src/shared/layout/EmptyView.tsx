/* A place with nothing in it yet: says what would be there and what to do next. */
import type { ReactNode } from 'react';

interface Props {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyView({ title, children, action }: Props) {
  return (
    <div className="empty-view">
      <h2>{title}</h2>
      {children && <p className="subtle">{children}</p>}
      {action && <div className="row">{action}</div>}
    </div>
  );
}
