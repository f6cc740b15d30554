/* Narrows the changes down: by day, kind, cause, group, app and person. */
import { Field } from '@atlaskit/form';

import { DateField } from '../../shared/forms/DateField.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { AppPicker } from '../../shared/pickers/AppPicker.tsx';
import { GroupPicker } from '../../shared/pickers/GroupPicker.tsx';
import { SelectField } from '../../shared/forms/SelectField.tsx';
import { SearchBox } from '../../shared/forms/SearchBox.tsx';
import { CAUSES, type ChangeState, KINDS } from './change-state.ts';

interface Props {
  state: ChangeState;
  onChange: (part: Partial<ChangeState>) => void;
}

const last = (chosen: readonly string[]): string | null => chosen.at(-1) ?? null;
const one = (chosen: string | null): string[] => (chosen === null ? [] : [chosen]);

export function ChangeFilters({ state, onChange }: Props) {
  const text = useText();
  const all = { value: '' as const, label: text('changes.all') };
  const kinds = [all, ...KINDS.map((kind) => ({ value: kind, label: text(`changes.kind_${kind}`) }))];
  const causes = [all, ...CAUSES.map((cause) => ({ value: cause, label: text(`changes.cause_${cause}`) }))];
  return (
    <div className="row changes-filters">
      <SearchBox value={state.text} onChange={(typed) => onChange({ text: typed })} />
      <Field name="since" label={text('changes.since')}>
        {({ fieldProps: { id } }) => <DateField id={id} value={state.since} onChange={(since) => onChange({ since })} />}
      </Field>
      <Field name="until" label={text('changes.until')}>
        {({ fieldProps: { id } }) => <DateField id={id} value={state.until} onChange={(until) => onChange({ until })} />}
      </Field>
      <SelectField
        className="changes-choice" label={text('changes.kind')} value={state.kind ?? ''} choices={kinds}
        onChange={(kind) => onChange({ kind: kind || null, groupId: null, app: null })}
      />
      <SelectField
        className="changes-choice" label={text('changes.by')} value={state.cause ?? ''} choices={causes}
        onChange={(cause) => onChange({ cause: cause || null })}
      />
      {state.kind === 'group' && (
        <Field name="group_id" label={text('changes.group')}>
          {({ fieldProps: { id } }) => (
            <GroupPicker inputId={id} label={text('changes.group')} value={one(state.groupId)} onChange={(groups) => onChange({ groupId: last(groups) })} />
          )}
        </Field>
      )}
      {state.kind === 'app' && (
        <Field name="app" label={text('changes.app')}>
          {({ fieldProps: { id } }) => (
            <AppPicker inputId={id} label={text('changes.app')} value={one(state.app)} onChange={(apps) => onChange({ app: last(apps) })} />
          )}
        </Field>
      )}
    </div>
  );
}
