/* What a step does on its way to its target: groups that are left, roles that are revoked, and what else goes or stays. */
import type { Detail } from '../../shared/api/types.ts';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { describeDetail } from '../../shared/domain/reasons.ts';

export function DetailList({ details }: { details: readonly Detail[] }) {
  const text = useText();
  const format = useFormat();
  if (details.length === 0) return null;
  return (
    <ul className="plain-list subtle small">
      {details.map((detail) => (
        <li key={detail.text}>{describeDetail(detail, text, format)}</li>
      ))}
    </ul>
  );
}
