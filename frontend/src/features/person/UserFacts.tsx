/* Who the user is: address, status, account, when added and last active. */
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';

import type { UserDetail } from '../../shared/api/types.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { StatusLozenge } from '../../shared/display/StatusLozenge.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { CLAIM_NAMES, nameKind, nameRole } from '../../shared/filters/names.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { explainReason } from '../../shared/domain/reasons.ts';
import { LastActive } from '../../shared/display/LastActive.tsx';

function Directories({ user }: { user: UserDetail }) {
  return (
    <ul className="plain-list">
      {user.directories.map((directory) => (
        <li key={directory.directory_id} className="row">
          {directory.name} <StatusLozenge status={directory.status} />
        </li>
      ))}
    </ul>
  );
}

/** When the user was added; what Atlassian gives instead of a date stands beside it. */
function Added({ user }: { user: UserDetail }) {
  const text = useText();
  const odd = user.odd_moments.added_at;
  return (
    <>
      {user.added_at ? <TimeText iso={user.added_at} as="date" /> : text('common.unknown')}
      {odd && <span className="small subtle"> {text('users.atlassianSays', { value: odd })}</span>}
    </>
  );
}

export function UserFacts({ user }: { user: UserDetail }) {
  const text = useText();
  const claim = user.claim === 'managed' || user.claim === 'unmanaged' ? text(CLAIM_NAMES[user.claim]) : text('common.unknown');
  return (
    <>
      {user.spared_for && (
        <SectionMessage>
          <p>{explainReason(user.spared_for, text, null)}</p>
        </SectionMessage>
      )}
      <Facts
        facts={[
          [text('users.email'), user.email ?? text('users.noEmail')],
          [text('users.status'), <span className="row" key="s"><StatusLozenge status={user.status} /> {user.is_org_admin && <Lozenge appearance="inprogress">{text('users.orgAdmin')}</Lozenge>}</span>],
          [text('users.lastActive'), <LastActive key="l" user={user} />],
          [text('users.added'), <Added key="d" user={user} />],
          [text('users.kind'), nameKind(user.kind, text)],
          [text('users.managed'), claim],
          [text('users.sites'), user.sites.map((site) => site.name).join(', ') || text('common.none')],
          [text('users.roles'), user.roles.map((role) => nameRole(role, text)).join(', ') || text('common.none')],
          [text('users.directories'), <Directories key="d" user={user} />],
          [text('users.accountId'), <code key="a" className="code">{user.account_id}</code>],
        ]}
      />
    </>
  );
}
