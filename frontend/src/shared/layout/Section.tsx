/* A headed part of a panel or a screen. */
import { type ReactNode, useId } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  level?: 2 | 3;
}

export function Section({ title, children, actions, level = 3 }: Props) {
  const id = useId();
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    <section className="section" aria-labelledby={id}>
      <div className="row-apart">
        <Title id={id} className="section-title">
          {title}
        </Title>
        {actions}
      </div>
      {children}
    </section>
  );
}
