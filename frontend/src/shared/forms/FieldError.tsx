/* What is wrong with a field, below it. Announced when it appears. */
import { ErrorMessage } from '@atlaskit/form';
import type { ReactNode } from 'react';

export function FieldError({ children }: { children: ReactNode }) {
  return (
    <div role="alert">
      <ErrorMessage>{children}</ErrorMessage>
    </div>
  );
}
