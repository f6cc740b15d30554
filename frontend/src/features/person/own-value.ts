/* What a user has of that which a condition asks about, in the reader's language: the “because” beside a verdict. Pure: the
   moments in it are drawn by whoever shows it. */
import type { ReactNode } from 'react';

import type { UserDetail } from '../../shared/api/types.ts';
import { CLAIM_NAMES, nameKind, nameRole, STATUS_NAMES } from '../../shared/filters/names.ts';
import type { Condition } from '../../shared/filters/specification.ts';
import type { Format } from '../../shared/format/format.ts';
import type { RichText, Text } from '../../shared/messages/LocaleContext.tsx';

interface Reader {
  text: Text;
  rich: RichText;
  format: Format;
  time: (iso: string, as: 'relative' | 'date') => ReactNode;
}

function sayLastActive(at: string | null, user: UserDetail, { text, rich, time }: Reader): ReactNode {
  if (at) return rich('users.ownActive', { age: time(at, 'relative'), date: time(at, 'date') });
  if (!user.is_activity_known) return text('users.ownUnknown');
  return user.added_at ? rich('users.ownNeverAdded', { date: time(user.added_at, 'date') }) : text('users.neverActive');
}

function sayActivity(apps: readonly string[], user: UserDetail, reader: Reader): ReactNode {
  if (apps.length === 0) return sayLastActive(user.last_active_at, user, reader);
  const used = user.activity.filter(({ resource_id: id }) => apps.includes(id));
  if (used.length === 0) return reader.text('users.ownNoApp');
  return used.flatMap((app, at) => [at > 0 && ' · ', `${app.label}: `, sayLastActive(app.last_active_at, user, reader)]);
}

/** Which of the asked things the user has. */
function sayOf(asked: readonly string[], has: readonly (readonly [id: string, name: string])[], { text, format }: Reader): string {
  const names = has.filter(([id]) => asked.includes(id)).map(([, name]) => name);
  return names.length > 0 ? text('users.ownOf', { names: format.list(names) }) : text('users.ownNoneOf');
}

function sayAdded(user: UserDetail, { text, rich, time }: Reader): ReactNode {
  const { added_at: at } = user;
  return at ? rich('users.ownAdded', { age: time(at, 'relative'), date: time(at, 'date') }) : text('common.unknown');
}

export function describeOwnValue(condition: Condition, user: UserDetail, reader: Reader): ReactNode {
  const { text } = reader;
  switch (condition.type) {
    case 'inactive':
    case 'never_active':
      return sayActivity(condition.apps ?? [], user, reader);
    case 'apps':
      return sayOf(condition.apps, user.apps.map((app) => [app.resource_id, app.label] as const), reader);
    case 'groups':
      return sayOf(condition.groups, user.group_details.map((group) => [group.group_id, group.name] as const), reader);
    case 'roles':
      return sayOf(condition.roles, user.roles.map((role) => [role, nameRole(role, text)] as const), reader);
    case 'sites':
      return sayOf(condition.sites, user.sites.map((site) => [site.site_id, site.name] as const), reader);
    case 'email_domain':
    case 'people':
      return user.email ?? text('users.noEmail');
    case 'status':
      return user.status in STATUS_NAMES ? text(STATUS_NAMES[user.status as keyof typeof STATUS_NAMES]) : text('common.unknown');
    case 'account_kind':
      return nameKind(user.kind, text);
    case 'claim':
      return user.claim === 'managed' || user.claim === 'unmanaged' ? text(CLAIM_NAMES[user.claim]) : text('common.unknown');
    case 'added':
      return sayAdded(user, reader);
    case 'text':
      return [user.name, user.email ?? text('users.noEmail')].filter(Boolean).join(' · ');
  }
}
