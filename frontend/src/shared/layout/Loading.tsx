/* The place of content that is on its way. Says so to screen readers, too. */
import Spinner from '@atlaskit/spinner';

import { useText } from '../messages/LocaleContext.tsx';

export function Loading({ size = 'large' }: { size?: 'small' | 'medium' | 'large' }) {
  const text = useText();
  return (
    <div className="loading">
      <Spinner size={size} label={text('common.loading')} />
    </div>
  );
}
