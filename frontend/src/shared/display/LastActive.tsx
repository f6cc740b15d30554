/* When somebody was last active, or why that cannot be told. */
import Tooltip from '@atlaskit/tooltip';

import type { User } from '../api/types.ts';
import { useRichText, useText } from '../messages/LocaleContext.tsx';
import { TimeText } from './TimeText.tsx';

export function LastActive({ user }: { user: Pick<User, 'last_active_at' | 'is_activity_known' | 'added_at'> }) {
  const text = useText();
  const rich = useRichText();
  if (user.last_active_at) return <TimeText iso={user.last_active_at} />;
  if (!user.is_activity_known) {
    return (
      <Tooltip content={text('users.activityUnknownWhy')} tag="span">
        <span className="subtle">{text('users.activityUnknown')}</span>
      </Tooltip>
    );
  }
  return (
    <div className="stack-none">
      <span>{text('users.neverActive')}</span>
      {user.added_at && (
        <span className="small subtle">{rich('users.addedOn', { date: <TimeText iso={user.added_at} as="date" /> })}</span>
      )}
    </div>
  );
}
