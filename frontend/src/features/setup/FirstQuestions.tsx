/* Zone, threshold and who gets emails: asked when the organization is first connected; each answer can be kept as it is. */
import { Field, HelperMessage } from '@atlaskit/form';
import Textfield from '@atlaskit/textfield';

import { FieldError } from '../../shared/forms/FieldError.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { TimeZoneSelect } from '../../shared/pickers/TimeZoneSelect.tsx';
import type { FirstAnswers } from './first-answers.ts';
import type { KeyErrors } from './key-form.ts';

interface Props {
  answers: FirstAnswers;
  errors: KeyErrors;
  hasEmail: boolean;
  onChange: (field: keyof FirstAnswers, value: string) => void;
}

const NAMES = { inactivity_days: 'setup.inactivity', recipients: 'setup.recipients' } as const;
const HELPS = { inactivity_days: 'setup.inactivityHelp', recipients: 'setup.recipientsHelp' } as const;

export function FirstQuestions({ answers, errors, hasEmail, onChange }: Props) {
  const text = useText();
  const help = (field: keyof FirstAnswers, message: string) =>
    errors[field] ? <FieldError>{errors[field]}</FieldError> : <HelperMessage>{message}</HelperMessage>;
  return (
    <>
      <Field name="time_zone" label={text('setup.timeZone')}>
        {({ fieldProps: { id } }) => (
          <>
            <TimeZoneSelect inputId={id} value={answers.time_zone} isInvalid={errors.time_zone !== undefined} onChange={(zone) => onChange('time_zone', zone)} />
            {help('time_zone', text('setup.timeZoneHelp'))}
          </>
        )}
      </Field>
      {(hasEmail ? (['inactivity_days', 'recipients'] as const) : (['inactivity_days'] as const)).map((field) => (
        <Field key={field} name={field} label={text(NAMES[field])}>
          {({ fieldProps: { id } }) => (
            <>
              <Textfield
                id={id}
                value={answers[field]}
                autoComplete="off"
                isInvalid={errors[field] !== undefined}
                onChange={(event) => onChange(field, event.currentTarget.value)}
              />
              {help(field, text(HELPS[field]))}
            </>
          )}
        </Field>
      ))}
    </>
  );
}
