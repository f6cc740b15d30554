/* A labelled field with its help and its error. The control gets ids that tie it to all three. */
import { Label } from '@atlaskit/form';
import ErrorIcon from '@atlaskit/icon/core/status-error';
import { type ReactNode, useId } from 'react';

export interface Control {
  id: string;
  describedBy: string;
  isInvalid: boolean;
}

interface Props {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  isRequired?: boolean;
  className?: string;
  children: (control: Control) => ReactNode;
}

export function FieldError({ id, children }: { id?: string; children: string | undefined }) {
  return (
    <div id={id} className="field-error" aria-live="polite">
      {children && (
        <>
          <ErrorIcon label="" size="small" />
          <span>{children}</span>
        </>
      )}
    </div>
  );
}

export function FieldBox({ label, help, error, isRequired = false, className = '', children }: Props) {
  const id = useId();
  return (
    <div className={`field ${className}`}>
      <Label htmlFor={id}>
        {label}
        {isRequired && <span className="field-required" aria-hidden="true"> *</span>}
      </Label>
      {children({ id, describedBy: `${id}-help ${id}-error`, isInvalid: Boolean(error) })}
      <FieldError id={`${id}-error`}>{error}</FieldError>
      {help && <div id={`${id}-help`} className="field-help">{help}</div>}
    </div>
  );
}

interface GroupProps {
  label: string;
  error?: string | undefined;
  className?: string;
  children: ReactNode;
}

/** Several controls under one name. */
export function FieldGroup({ label, error, className = '', children }: GroupProps) {
  const id = useId();
  return (
    <fieldset className={`field field-group ${className}`} aria-describedby={`${id}-error`}>
      <legend>{label}</legend>
      {children}
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </fieldset>
  );
}
