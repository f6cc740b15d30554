/* Whom an undo or a bulk restore gave something back: by whom, in which run, and until when tasks spare them. */
import IconButton from '@atlaskit/button/icon/button';
import DeleteIcon from '@atlaskit/icon/core/delete';
import { useState } from 'react';

import { useEndSparing, useRestored } from '../../../shared/queries/settings.ts';
import type { RestoredUser } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import { Link } from '../../../shared/routing/Link.tsx';
import { PagedList } from '../../../shared/layout/PagedList.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

const nameOf = ({ user }: RestoredUser): string => user.name ?? user.account_id;

function EndDialog({ row, onClose }: { row: RestoredUser; onClose: () => void }) {
  const text = useText();
  const host = useHost();
  const end = useEndSparing();
  const name = nameOf(row);
  const confirm = (): void =>
    end.mutate(row.id, {
      onSuccess: () => {
        host.showFlag({ kind: 'success', title: text('settings.restoredEnded', { name }) });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={text('settings.restoredEndTitle', { name })}
      confirmLabel={text('settings.restoredEndConfirm')}
      appearance="warning"
      isBusy={end.isPending}
      error={end.error}
      onConfirm={confirm}
      onCancel={onClose}
    >
      <p>{text('settings.restoredEndBody')}</p>
    </ConfirmDialog>
  );
}

function Row({ row, onEnd }: { row: RestoredUser; onEnd: () => void }) {
  const text = useText();
  return (
    <tr>
      <td>
        <PersonName person={row.user} />
      </td>
      <td>
        <div>
          <TimeText iso={row.restored_at} as="date" /> ·{' '}
          <Link to={`/runs/${row.run_id}`}>{text('settings.restoredRun', { id: String(row.run_id) })}</Link>
        </div>
        {row.restored_by && <PersonName person={row.restored_by} />}
      </td>
      <td><TimeText iso={row.spared_until} as="moment" /></td>
      <td className="number">
        <IconButton
          icon={DeleteIcon}
          label={text('settings.restoredEnd', { name: nameOf(row) })}
          appearance="subtle"
          spacing="compact"
          onClick={onEnd}
        />
      </td>
    </tr>
  );
}

export function RestoredSettings() {
  const text = useText();
  const query = useRestored();
  const [ended, setEnded] = useState<RestoredUser | null>(null);
  const columns = [
    text('settings.restoredUser'), text('settings.restoredWhen'), text('settings.restoredUntil'), text('common.actions'),
  ];
  return (
    <Section title={text('settings.restored')} level={2}>
      <p className="subtle">{text('settings.restoredBody')}</p>
      <PagedList query={query} empty={<EmptyView title={text('settings.restoredNone')} />}>
        {(rows) => (
          <SmallTable columns={columns} hasButtons>
            {rows.map((row) => (
              <Row key={row.id} row={row} onEnd={() => setEnded(row)} />
            ))}
          </SmallTable>
        )}
      </PagedList>
      {ended && <EndDialog row={ended} onClose={() => setEnded(null)} />}
    </Section>
  );
}
