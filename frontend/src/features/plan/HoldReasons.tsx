/* Why a plan waits for a release, or would: each reason with its numbers. */
import type { Run } from '../../shared/api/types.ts';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';

export type Hold = Run['holds'][number];

export function HoldReasons({ holds }: { holds: readonly Hold[] }) {
  const text = useText();
  const format = useFormat();
  return (
    <ul className="cell-list">
      {holds.map(({ reason, people, limit, basis }) => (
        <li key={reason}>
          {text(`runs.hold_${reason}`, {
            people: format.number(people), limit: format.number(limit), basis: format.number(basis ?? 0),
          })}
        </li>
      ))}
    </ul>
  );
}
