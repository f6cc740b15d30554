/* Everything about one user, at the right of the table. */
import type { Specification } from '../../shared/filters/specification.ts';
import { isEverybody } from '../../shared/filters/specification.ts';
import { useUser } from '../../shared/queries/users.ts';
import type { UserDetail } from '../../shared/api/types.ts';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { SidePanel } from '../../shared/layout/SidePanel.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { PersonTasks } from './tasks/PersonTasks.tsx';
import { UserApps } from './UserApps.tsx';
import { UserChanges } from './UserChanges.tsx';
import { UserFacts } from './UserFacts.tsx';
import { UserGroups } from './UserGroups.tsx';
import { UserHistory } from './UserHistory.tsx';
import { Why } from './Why.tsx';

interface Props {
  accountId: string;
  specification: Specification;
  onClose: () => void;
}

function Sections({ user, specification }: { user: UserDetail; specification: Specification }) {
  return (
    <div className="panel-sections">
      <UserFacts user={user} />
      {!isEverybody(specification) && <Why user={user} specification={specification} />}
      <PersonTasks user={user} />
      <UserApps user={user} />
      <UserGroups user={user} />
      <UserHistory user={user} />
      <UserChanges user={user} />
    </div>
  );
}

export default function UserPanel({ accountId, specification, onClose }: Props) {
  const text = useText();
  const query = useUser(accountId);
  return (
    <SidePanel title={query.data?.name || text('users.detailTitle')} width="wide" onClose={onClose}>
      <QueryView query={query}>{(user) => <Sections user={user} specification={specification} />}</QueryView>
    </SidePanel>
  );
}
