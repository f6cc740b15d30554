/* A section that the caller may read and not change: says who may, and switches its controls off. */
import SectionMessage from '@atlaskit/section-message';
import type { ReactNode } from 'react';

import { useText } from '../../shared/messages/LocaleContext.tsx';

export function ReadOnly({ children }: { children: ReactNode }) {
  const text = useText();
  return (
    <div className="stack">
      <SectionMessage>{text('settings.orgAdminsOnly')}</SectionMessage>
      <fieldset className="read-only" disabled>
        {children}
      </fieldset>
    </div>
  );
}
