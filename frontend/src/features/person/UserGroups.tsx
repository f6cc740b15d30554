/* The user's groups: where each comes from and which apps it gives. */
import type { UserDetail } from '../../shared/api/types.ts';
import { Section } from '../../shared/layout/Section.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';

export function UserGroups({ user }: { user: UserDetail }) {
  const text = useText();
  return (
    <Section title={text('users.groupsTitle')}>
      {user.group_details.length === 0 ? (
        <p className="subtle">{text('users.noGroups')}</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">{text('users.group')}</th>
              <th scope="col">{text('users.origin')}</th>
              <th scope="col">{text('users.gives')}</th>
            </tr>
          </thead>
          <tbody>
            {user.group_details.map((group) => (
              <tr key={group.group_id}>
                <td>
                  {group.is_access_group && <span title={text('users.accessGroup')}># </span>}
                  {group.name}
                </td>
                <td>{group.is_externally_managed ? text('users.originIdp') : text('users.originHere')}</td>
                <td>{group.grants.join(', ') || <span className="subtlest">–</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
