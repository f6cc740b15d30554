/* Changes, the newest first: when, who, what, and by whom. */
import type { ChangeEntry } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { PersonName } from '../../shared/display/PersonName.tsx';
import { SmallTable } from '../../shared/layout/SmallTable.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../shared/messages/LocaleContext.tsx';
import { browserAddress } from '../../shared/routing/browser-state.ts';
import { describeChange } from './change-words.ts';

/** What somebody else did happened between two looks; of a run of ours the moment is known. */
function When({ entry }: { entry: ChangeEntry }) {
  const rich = useRichText();
  const at = <TimeText iso={entry.at} as="moment" />;
  if (entry.after === entry.at) return at;
  return <>{rich('changes.between', { after: <TimeText iso={entry.after} as="moment" />, at })}</>;
}

function By({ run }: { run: ChangeEntry['run'] }) {
  const text = useText();
  if (!run) return <>{text('changes.others')}</>;
  if (run.name === null) return <span className="subtle">{text('changes.removedRun', { id: String(run.id) })}</span>;
  return <Link to={`/runs/${run.id}`}>{run.name || text('changes.run', { id: String(run.id) })}</Link>;
}

interface Props {
  entries: readonly ChangeEntry[];
  /** They are all about one person, who is named elsewhere. */
  isOfOne?: boolean;
}

export function ChangeTable({ entries, isOfOne = false }: Props) {
  const text = useText();
  const who = isOfOne ? [] : [text('changes.who')];
  return (
    <SmallTable columns={[text('changes.when'), ...who, text('changes.what'), text('changes.by')]}>
      {entries.map((entry, position) => (
        <tr key={position}>
          <td><When entry={entry} /></td>
          {!isOfOne && (
            <td>
              {entry.user.name === null ? (
                <PersonName person={entry.user} />
              ) : (
                <Link to={browserAddress({ accountId: entry.user.account_id })}>{entry.user.name || entry.user.account_id}</Link>
              )}
            </td>
          )}
          <td>{describeChange(entry, text)}</td>
          <td><By run={entry.run} /></td>
        </tr>
      ))}
    </SmallTable>
  );
}
