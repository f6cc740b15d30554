/* What Rollcall did to the user, newest first. */
import type { UserDetail } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { nameAction, nameOutcome } from './history-names.ts';

export function UserHistory({ user }: { user: UserDetail }) {
  const text = useText();
  return (
    <Section title={text('users.historyTitle')}>
      {user.history.length === 0 ? (
        <p className="subtle">{text('users.noHistory')}</p>
      ) : (
        <table className="small-table">
          <thead>
            <tr>
              <th scope="col">{text('users.when')}</th>
              <th scope="col">{text('users.what')}</th>
              <th scope="col">{text('users.outcome')}</th>
              <th scope="col">{text('users.run')}</th>
            </tr>
          </thead>
          <tbody>
            {user.history.map((entry, position) => (
              <tr key={position}>
                <td>{entry.finished_at ? <TimeText iso={entry.finished_at} /> : '–'}</td>
                <td>{nameAction(entry.action, entry.target_name, text)}</td>
                <td>{nameOutcome(entry.outcome, text)}</td>
                <td>
                  <Link to={`/runs/${entry.run_id}`}>{entry.run_name}</Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
