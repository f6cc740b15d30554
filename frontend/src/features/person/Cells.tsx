/* The cells of a user's row. */
import Lozenge from '@atlaskit/lozenge';
import Tooltip from '@atlaskit/tooltip';
import type { ReactNode } from 'react';

import type { User } from '../../shared/api/types.ts';
import { Initials } from '../../shared/display/Initials.tsx';
import { ShortList } from '../../shared/layout/ShortList.tsx';
import { StatusLozenge } from '../../shared/display/StatusLozenge.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { nameKind, nameRole } from '../../shared/filters/names.ts';
import { useRichText, useText } from '../../shared/messages/LocaleContext.tsx';

interface NameProps {
  user: User;
  onOpen: (accountId: string) => void;
}

export function NameCell({ user, onOpen }: NameProps) {
  const text = useText();
  return (
    <div className="user-name">
      <Initials name={user.name} accountId={user.account_id} />
      <div className="user-words">
        <button type="button" className="link-button clip" onClick={() => onOpen(user.account_id)}>
          {user.name || user.account_id}
        </button>
        <span className="small subtle clip">{user.email ?? text('users.noEmail')}</span>
        {user.kind !== 'person' && user.kind !== null && <Lozenge>{nameKind(user.kind, text)}</Lozenge>}
        {user.is_org_admin && (
          <Tooltip content={text('users.orgAdminWhy')} tag="span">
            <Lozenge appearance="inprogress">{text('users.orgAdmin')}</Lozenge>
          </Tooltip>
        )}
      </div>
    </div>
  );
}

export function LastActiveCell({ user }: { user: Pick<User, 'last_active_at' | 'is_activity_known' | 'added_at'> }) {
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

function GroupsCell({ user }: { user: User }) {
  const access = user.groups.filter((group) => group.is_access_group).map((group) => `# ${group.name}`);
  const others = user.groups.filter((group) => !group.is_access_group).map((group) => group.name);
  return <ShortList items={[...access, ...others]} />;
}

function RolesCell({ user }: { user: User }) {
  const text = useText();
  return <ShortList items={user.roles.map((role) => nameRole(role, text))} />;
}

export function ManagedText({ claim }: { claim: string | null }) {
  const text = useText();
  if (claim === 'managed') return <Lozenge appearance="success">{text('users.managedYes')}</Lozenge>;
  if (claim === 'unmanaged') return <Lozenge>{text('users.managedNo')}</Lozenge>;
  return <span className="subtlest">–</span>;
}

export function buildCell(key: string, user: User, onOpen: (accountId: string) => void): ReactNode {
  switch (key) {
    case 'user':
      return <NameCell user={user} onOpen={onOpen} />;
    case 'sites':
      return <ShortList items={user.sites.map((site) => site.name)} />;
    case 'groups':
      return <GroupsCell user={user} />;
    case 'roles':
      return <RolesCell user={user} />;
    case 'apps':
      return <ShortList items={user.apps.map((app) => app.label)} />;
    case 'last_active':
      return <LastActiveCell user={user} />;
    case 'added':
      return user.added_at ? <TimeText iso={user.added_at} as="date" /> : <span className="subtlest">–</span>;
    case 'status':
      return <StatusLozenge status={user.status} />;
    default:
      return <ManagedText claim={user.claim} />;
  }
}
