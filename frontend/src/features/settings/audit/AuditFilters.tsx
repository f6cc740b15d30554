/* Narrows the audit log down by person, object and date. */
import { Field } from '@atlaskit/form';
import Textfield from '@atlaskit/textfield';

import { DateField } from '../../../shared/forms/DateField.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { UserPicker } from '../../../shared/pickers/UserPicker.tsx';
import type { AuditForm } from './audit-form.ts';

interface Props {
  form: AuditForm;
  onChange: (form: AuditForm) => void;
}

export function AuditFilters({ form, onChange }: Props) {
  const text = useText();
  return (
    <div className="row">
      <Field name="account_id" label={text('settings.auditBy')}>
        {({ fieldProps: { id } }) => (
          <UserPicker inputId={id} value={form.accountId} onChange={(accountId) => onChange({ ...form, accountId })} />
        )}
      </Field>
      <Field name="subject" label={text('settings.auditSubject')}>
        {({ fieldProps: { id } }) => (
          <Textfield id={id} value={form.subject} maxLength={200} onChange={(event) => onChange({ ...form, subject: event.currentTarget.value })} />
        )}
      </Field>
      <Field name="since" label={text('settings.auditSince')}>
        {({ fieldProps: { id } }) => (
          <DateField id={id} value={form.since} onChange={(since) => onChange({ ...form, since })} />
        )}
      </Field>
      <Field name="until" label={text('settings.auditUntil')}>
        {({ fieldProps: { id } }) => (
          <DateField id={id} value={form.until} onChange={(until) => onChange({ ...form, until })} />
        )}
      </Field>
    </div>
  );
}
