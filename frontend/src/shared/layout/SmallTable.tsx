/* A plain table inside a section: headings, rows, and its own scroll bar where the place is too narrow. */
import type { ReactNode } from 'react';

interface Props {
  /** One heading a column, from left to right. */
  columns: readonly string[];
  /** The last column holds buttons; its heading is for screen readers only. */
  hasButtons?: boolean;
  children: ReactNode;
}

export function SmallTable({ columns, hasButtons = false, children }: Props) {
  const last = columns.length - 1;
  return (
    <div className="table-scroll">
      <table className="small-table">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col">
                {hasButtons && index === last ? <span className="visually-hidden">{column}</span> : column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
