/* What the conditions about activity have in common: in which apps, and when the user was last active. */
import type { ReactNode } from 'react';

import type { UserDetail } from '../../api/types.ts';
import type { Text } from '../../messages/LocaleContext.tsx';
import type { Names, Reader } from './kind.ts';

/** Which activity is meant is said with it: idle in Jira is another set of people than idle everywhere. */
export function chipInApps(said: string, apps: readonly string[], text: Text, names: Names): string {
  if (apps.length === 0) return said;
  const [only = ''] = apps;
  const where = apps.length === 1 ? (names.apps.get(only) ?? '1') : text('filters.chipApps', { count: apps.length });
  return text('filters.chipIn', { value: said, where });
}

function sayLastActive(at: string | null, user: UserDetail, { text, rich, time }: Reader): ReactNode {
  if (at) return rich('users.ownActive', { age: time(at, 'relative'), date: time(at, 'date') });
  if (!user.is_activity_known) return text('users.ownUnknown');
  return user.added_at ? rich('users.ownNeverAdded', { date: time(user.added_at, 'date') }) : text('users.neverActive');
}

/** When the user was last active: overall, or in each of the apps. */
export function sayActivity(apps: readonly string[], user: UserDetail, reader: Reader): ReactNode {
  if (apps.length === 0) return sayLastActive(user.last_active_at, user, reader);
  const used = user.activity.filter(({ resource_id: id }) => apps.includes(id));
  if (used.length === 0) return reader.text('users.ownNoApp');
  return used.flatMap((app, at) => [at > 0 && ' · ', `${app.label}: `, sayLastActive(app.last_active_at, user, reader)]);
}
