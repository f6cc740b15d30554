/* One click that lets everything that names a gone group, app or site name the new one of that name. */
import Button from '@atlaskit/button/default/button';

import type { Caution } from '../../shared/api/types.ts';
import { describeError } from '../../shared/domain/describe-error.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { type Replacement, useRepairReferences } from '../../shared/queries/tasks.ts';

const isKind = (kind: string | undefined): kind is Replacement['kind'] =>
  kind === 'group' || kind === 'app' || kind === 'site';

export function RepairButton({ caution: { facts } }: { caution: Caution }) {
  const text = useText();
  const repair = useRepairReferences();
  const { kind, id, new_id: newId, name } = facts;
  if (!isKind(kind) || !id || !newId) return null;
  return (
    <div>
      <Button spacing="compact" isLoading={repair.isPending} onClick={() => repair.mutate({ kind, gone_id: id, new_id: newId })}>
        {text('tasks.repairReference', { name: name ?? '' })}
      </Button>
      {repair.isError && <p className="danger-text">{describeError(repair.error, text)}</p>}
    </div>
  );
}
