/* Who may release a held plan, told before anybody tries: who had a hand in it, and who may in their place. */
import type { Run } from '../../../shared/api/types.ts';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';

export type Release = NonNullable<Run['release']>;
type Person = Release['may_release'][number];

/** People behind each other, as names. */
export function PersonList({ people }: { people: readonly Person[] }) {
  return (
    <>
      {people.map((person, index) => (
        <span key={person.account_id}>
          {index > 0 && ', '}
          <PersonName person={person} />
        </span>
      ))}
    </>
  );
}

/** Each kind of hand with whoever had it; who asked for the run comes first. */
function HandList({ hands }: { hands: Release['hands'] }) {
  const rich = useRichText();
  return (
    <ul className="cell-list">
      {hands.map(({ part, person }) => (
        <li key={part}>{rich(`runs.hand_${part}`, { person: <PersonName person={person} /> })}</li>
      ))}
    </ul>
  );
}

export function ReleaseRule({ release }: { release: Release }) {
  const text = useText();
  const rich = useRichText();
  if (release.rule !== 'applies') return <p>{text(`runs.release_${release.rule}`)}</p>;
  const others = <PersonList people={release.may_release} />;
  return (
    <div className="stack-tight">
      {release.hands.length > 0 && (
        <>
          <p>{text(release.is_stop_gap ? 'runs.releaseStopGap' : 'runs.release_applies')}</p>
          <HandList hands={release.hands} />
        </>
      )}
      {!release.is_allowed && (
        <p>
          <strong>
            {release.may_release.length > 0 ? rich('runs.releaseBy', { people: others }) : text('runs.releaseByNobody')}
          </strong>
        </p>
      )}
    </div>
  );
}
