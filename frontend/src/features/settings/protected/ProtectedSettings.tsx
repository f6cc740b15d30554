/* The protected list: who is never touched, why, and until when. */
import Button from '@atlaskit/button/default/button';
import IconButton from '@atlaskit/button/icon/button';
import Lozenge from '@atlaskit/lozenge';
import DeleteIcon from '@atlaskit/icon/core/delete';
import { useState } from 'react';

import { useProtect, useProtected } from '../../../shared/queries/settings.ts';
import type { ProtectedEntry } from '../../../shared/api/types.ts';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { CautionList } from '../../plan/index.ts';
import { ProtectDialog } from './ProtectDialog.tsx';
import { RemoveDialog } from '../RemoveDialog.tsx';
import { RestoredSettings } from './RestoredSettings.tsx';

const KINDS: Readonly<Record<ProtectedEntry['kind'], MessageKey>> = {
  user: 'settings.kindUser',
  group: 'settings.kindGroup',
  domain: 'settings.kindDomain',
};

function RemoveEntry({ entry, onClose }: { entry: ProtectedEntry; onClose: () => void }) {
  const text = useText();
  const { remove } = useProtect();
  const { label } = entry;
  return (
    <RemoveDialog
      id={entry.id} remove={remove} title={text('settings.removeTitle', { label })} body={text('settings.removeBody')}
      done={text('settings.removed', { label })} onClose={onClose}
    />
  );
}

function EntryRow({ entry, onRemove }: { entry: ProtectedEntry; onRemove: () => void }) {
  const text = useText();
  const format = useFormat();
  const isOver = entry.expires_at !== null && Date.parse(entry.expires_at) <= Date.now();
  return (
    <tr>
      <td>
        <span className="subtle small">{text(KINDS[entry.kind])}</span>
        <div>{entry.label}</div>
        {entry.gone && <div className="small"><CautionList cautions={[entry.gone]} /></div>}
        {entry.includes_subdomains && <div className="small subtle">{text('settings.subdomainsToo')}</div>}
        {entry.address_unknown ? (
          <div className="small subtle">{text('settings.addressUnknown', { count: entry.address_unknown })}</div>
        ) : null}
      </td>
      <td className="number">
        {entry.people_count > 0 ? (
          format.number(entry.people_count)
        ) : (
          <Lozenge appearance="moved">{text('settings.protectsNobody')}</Lozenge>
        )}
        {entry.never_matches && <div className="small">{text('settings.neverMatches')}</div>}
      </td>
      <td>{entry.reason}</td>
      <td>
        {entry.expires_at ? <TimeText iso={entry.expires_at} as="moment" /> : <span className="subtle">{text('settings.noExpiry')}</span>}
        {isOver && <div><Lozenge>{text('settings.entryOver')}</Lozenge></div>}
      </td>
      <td>
        <PersonName person={entry.created_by} />
        <div className="small subtle"><TimeText iso={entry.created_at} as="date" /></div>
      </td>
      <td className="number">
        <IconButton
          icon={DeleteIcon}
          label={text('settings.removeLabel', { label: entry.label })}
          appearance="subtle"
          spacing="compact"
          onClick={onRemove}
        />
      </td>
    </tr>
  );
}

function EntryTable({ entries }: { entries: readonly ProtectedEntry[] }) {
  const text = useText();
  const [removed, setRemoved] = useState<ProtectedEntry | null>(null);
  if (entries.length === 0) return <EmptyView title={text('settings.protectedNone')} />;
  const columns = [text('settings.kind'), text('settings.peopleNow'), text('settings.reason'), text('settings.expiresColumn'), text('settings.by'), text('common.actions')];
  return (
    <>
      <SmallTable columns={columns} hasButtons>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} onRemove={() => setRemoved(entry)} />
        ))}
      </SmallTable>
      {removed && <RemoveEntry entry={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}

export function ProtectedSettings() {
  return (
    <>
      <ProtectedList />
      <RestoredSettings />
    </>
  );
}

function ProtectedList() {
  const text = useText();
  const query = useProtected();
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title={text('settings.protected')}
      level={2}
      actions={<Button onClick={() => setAdding(true)}>{text('settings.addProtected')}</Button>}
    >
      <p className="subtle">{text('settings.protectedBody')}</p>
      <QueryView query={query}>{(entries) => <EntryTable entries={entries} />}</QueryView>
      {isAdding && <ProtectDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}
