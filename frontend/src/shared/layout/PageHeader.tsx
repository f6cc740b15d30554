/* The heading of a screen and what can be done there. */
import Heading from '@atlaskit/heading';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, subtitle, actions }: Props) {
  return (
    <div className="page-header">
      <div className="stack-tight">
        <Heading as="h1" size="large">
          {title}
        </Heading>
        {subtitle && <p className="subtle">{subtitle}</p>}
      </div>
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
