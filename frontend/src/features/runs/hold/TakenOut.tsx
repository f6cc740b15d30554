/* Who was taken out of a held plan, with the way back; and the button by which somebody is taken out of it. */
import Button from '@atlaskit/button/default/button';

import { useRight } from '../../../shared/queries/session.ts';
import type { Operation, Run } from '../../../shared/api/types.ts';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { Release } from './ReleaseRule.tsx';
import { useTakingOut } from '../queries.ts';

interface Props {
  run: Run;
  release: Release;
}

export function TakenOut({ run, release }: Props) {
  const text = useText();
  const move = useTakingOut(run.id);
  const mayRelease = useRight('release');
  if (release.taken_out_users === 0) return null;
  const putBack = (...ids: string[]): void => move.mutate({ to: 'put-back', account_ids: ids });
  return (
    <div className="stack-tight">
      <p>{text('runs.takenOut', { count: release.taken_out_users })}</p>
      <ul className="cell-list">
        {release.taken_out.map((person) => (
          <li key={person.account_id} className="row">
            <PersonName person={person} />
            {mayRelease && (
              <Button
                spacing="compact"
                aria-label={text('runs.putBackUser', {
                  name: person.name ?? text('common.unknownPerson', { id: person.account_id }),
                })}
                isDisabled={move.isPending}
                onClick={() => putBack(person.account_id)}
              >
                {text('runs.putBack')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {move.isError && <ErrorPanel error={move.error} title={text('common.errorSave')} />}
    </div>
  );
}

/** Beside a step of a held plan: takes its user out of the plan, or back into it. */
export function TakeOutButton({ run, line }: { run: Run; line: Operation }) {
  const text = useText();
  const move = useTakingOut(run.id);
  const mayRelease = useRight('release');
  const isOut = line.outcome === 'skipped' && line.reason === 'taken_out';
  if (!run.can_approve || !mayRelease || (!isOut && line.outcome !== 'planned')) return null;
  const name = line.user_name ?? text('common.unknownPerson', { id: line.account_id });
  return (
    <button
      type="button"
      className="link-button small"
      aria-label={text(isOut ? 'runs.putBackUser' : 'runs.takeOutUser', { name })}
      disabled={move.isPending}
      onClick={() => move.mutate({ to: isOut ? 'put-back' : 'take-out', account_ids: [line.account_id] })}
    >
      {text(isOut ? 'runs.putBack' : 'runs.takeOut')}
    </button>
  );
}
