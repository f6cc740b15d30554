/* Which apps the user may use, since when not used, and where the access comes from. */
import Lozenge from '@atlaskit/lozenge';

import type { UserDetail } from '../../shared/api/types.ts';
import { Section } from '../../shared/layout/Section.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { LastActive } from '../../shared/display/LastActive.tsx';

export function UserApps({ user }: { user: UserDetail }) {
  const text = useText();
  return (
    <Section title={text('users.appsTitle')}>
      {user.activity.length === 0 ? (
        <p className="subtle">{text('users.noApps')}</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">{text('users.app')}</th>
              <th scope="col">{text('users.lastActive')}</th>
              <th scope="col">{text('users.grantedBy')}</th>
            </tr>
          </thead>
          <tbody>
            {user.activity.map((app) => (
              <tr key={app.resource_id}>
                <td>
                  {app.label} {app.takes_seat && <Lozenge>{text('users.takesSeat')}</Lozenge>}
                </td>
                <td>
                  <LastActive
                    user={{ ...app, is_activity_known: user.is_activity_known, added_at: null }}
                  />
                </td>
                <td>{[...(app.is_direct ? [text('users.direct')] : []), ...app.granted_by].join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
