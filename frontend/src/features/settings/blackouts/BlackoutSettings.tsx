/* Blackout days: the calendar, the weekdays, and the hour of the daily sync. */
import Button from '@atlaskit/button/default/button';
import IconButton from '@atlaskit/button/icon/button';
import DeleteIcon from '@atlaskit/icon/core/delete';
import Toggle from '@atlaskit/toggle';
import { useState } from 'react';

import { useBlackouts, useChangeBlackouts, useSettings, useUpdateSettings } from '../../../shared/queries/settings.ts';
import type { BlackoutEntry, Settings, SettingsIn } from '../../../shared/api/types.ts';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import type { Format } from '../../../shared/format/format.ts';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import { WeekdayPicker } from '../../../shared/forms/WeekdayPicker.tsx';
import { BlackoutDialog } from './BlackoutDialog.tsx';
import { RemoveDialog } from '../RemoveDialog.tsx';

const nameDays = ({ first_on: first, last_on: last }: BlackoutEntry, format: Format): string =>
  first === last ? format.day(first) : `${format.day(first)} – ${format.day(last)}`;

function RemoveEntry({ entry, onClose }: { entry: BlackoutEntry; onClose: () => void }) {
  const text = useText();
  const format = useFormat();
  const { remove } = useChangeBlackouts();
  return (
    <RemoveDialog
      id={entry.id} remove={remove} title={text('settings.blackoutRemoveTitle', { days: nameDays(entry, format) })}
      body={text('settings.blackoutRemoveBody')} done={text('settings.blackoutRemoved')} onClose={onClose}
    />
  );
}

function EntryTable({ entries }: { entries: readonly BlackoutEntry[] }) {
  const text = useText();
  const format = useFormat();
  const [removed, setRemoved] = useState<BlackoutEntry | null>(null);
  if (entries.length === 0) return <EmptyView title={text('settings.blackoutsNone')} />;
  return (
    <>
      <SmallTable columns={[text('settings.blackoutDays'), text('settings.reason'), text('common.actions')]} hasButtons>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td>{nameDays(entry, format)}</td>
            <td>{entry.note}</td>
            <td className="number">
              <IconButton
                icon={DeleteIcon}
                label={text('settings.blackoutRemoveLabel', { days: nameDays(entry, format) })}
                appearance="subtle"
                spacing="compact"
                onClick={() => setRemoved(entry)}
              />
            </td>
          </tr>
        ))}
      </SmallTable>
      {removed && <RemoveEntry entry={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}

function Weekly({ settings }: { settings: Settings }) {
  const text = useText();
  const format = useFormat();
  const host = useHost();
  const update = useUpdateSettings();
  const save = (changes: SettingsIn): void =>
    update.mutate(changes, { onSuccess: () => host.showFlag({ kind: 'success', title: text('settings.saved') }) });
  const hour = format.hour(settings.daily_sync_hour);
  return (
    <div className="settings-form">
      <WeekdayPicker
        label={text('settings.blackoutWeekly')}
        value={settings.blackout_weekdays}
        error={undefined}
        onChange={(days) => save({ blackout_weekdays: days })}
      />
      <FieldBox label={text('settings.syncHourQuiet')} help={text('settings.syncHourQuietHelp', { hour })}>
        {({ id, describedBy }) => (
          <Toggle
            id={id}
            descriptionId={describedBy}
            size="large"
            isChecked={settings.is_sync_hour_quiet}
            onChange={(event) => save({ is_sync_hour_quiet: event.currentTarget.checked })}
          />
        )}
      </FieldBox>
      {update.isError && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
    </div>
  );
}

export function BlackoutSettings() {
  const text = useText();
  const settings = useSettings();
  const entries = useBlackouts();
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title={text('settings.blackouts')}
      level={2}
      actions={<Button onClick={() => setAdding(true)}>{text('settings.addBlackout')}</Button>}
    >
      <QueryView query={settings}>
        {(data) => (
          <>
            <p className="subtle">{text('settings.blackoutsBody', { zone: data.time_zone.replaceAll('_', ' ') })}</p>
            <QueryView query={entries}>{(items) => <EntryTable entries={items} />}</QueryView>
            <Weekly settings={data} />
          </>
        )}
      </QueryView>
      {isAdding && <BlackoutDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}
