/* The cells of a user's row. */
import Lozenge from '@atlaskit/lozenge';
import Tooltip from '@atlaskit/tooltip';
import type { ReactNode } from 'react';

import type { User } from '../../../shared/api/types.ts';
import { Initials } from '../../../shared/display/Initials.tsx';
import { ShortList } from '../../../shared/layout/ShortList.tsx';
import { StatusLozenge } from '../../../shared/display/StatusLozenge.tsx';
import { LastActive } from '../../../shared/display/LastActive.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { nameKind, nameRole } from '../../../shared/filters/names.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

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
      return <LastActive user={user} />;
    case 'added':
      return user.added_at ? <TimeText iso={user.added_at} as="date" /> : <span className="subtlest">–</span>;
    case 'status':
      return <StatusLozenge status={user.status} />;
    default:
      return <ManagedText claim={user.claim} />;
  }
}
