/* Everything about one user, at the right of the table. */
import type { Specification } from '../filters/specification.ts';
import { isEverybody } from '../filters/specification.ts';
import { useUser } from '../api/users.ts';
import type { UserDetail } from '../api/types.ts';
import { QueryView } from '../components/QueryView.tsx';
import { SidePanel } from '../components/SidePanel.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { PersonTasks } from '../person/PersonTasks.tsx';
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
