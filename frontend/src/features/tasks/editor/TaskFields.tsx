/* The fields of a task in their sections: name, users, actions, schedule, safety. */
import Textfield from '@atlaskit/textfield';
import { type ReactNode, useId } from 'react';

import type { Task } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { ActionsField } from '../actions/ActionsField.tsx';
import { Cautions } from '../../plan/index.ts';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import { FilterField } from './FilterField.tsx';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';
import { LimitField } from '../limit/LimitField.tsx';
import { ModeField } from '../mode/ModeField.tsx';
import { ScheduleFields } from '../schedule/ScheduleFields.tsx';
import { type Template, type TemplateId, TEMPLATES } from '../templates/templates.ts';
import type { Proposal } from '../limit/use-proposed-limit.ts';
import type { TaskFormState } from './use-task-form.ts';

interface Props {
  state: TaskFormState;
  proposal: Proposal;
  /** The mode of an existing task. */
  stored: Task['mode'] | null;
  template: Template | null;
  /** Given for a new task only: an existing one is not overwritten by a template. */
  onTemplate: ((id: TemplateId | null) => void) | null;
}

export function TaskFields({ state, proposal, stored, template, onTemplate }: Props) {
  const text = useText();
  return (
    <div className="task-fields" onKeyDown={keepEscape}>
      <Section title={null}>
        {onTemplate && <TemplateField template={template} onChange={onTemplate} />}
        <NameField state={state} />
      </Section>
      <Section title={text('tasks.sectionWho')}>
        <FilterField state={state} template={template} />
      </Section>
      <Section title={text('tasks.sectionWhat')}>
        <ActionsField state={state} />
        <Cautions cautions={proposal.warnings} />
      </Section>
      <Section title={text('tasks.sectionWhen')}>
        <ScheduleFields state={state} />
        <ModeField state={state} stored={stored} />
      </Section>
      <Section title={text('tasks.sectionSafety')}>
        <LimitField state={state} proposedFor={proposal.proposedFor} onTouch={proposal.stopProposing} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string | null; children: ReactNode }) {
  const id = useId();
  if (title === null) return <div className="task-section">{children}</div>;
  return (
    <section className="task-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function NameField({ state: { form, errors, change } }: { state: TaskFormState }) {
  const text = useText();
  return (
    <FieldBox label={text('tasks.name')} error={errors.get('/name')} isRequired>
      {({ id, describedBy, isInvalid }) => (
        <Textfield
          id={id}
          aria-describedby={describedBy}
          isRequired
          autoFocus
          autoComplete="off"
          placeholder={text('tasks.namePlaceholder')}
          value={form.name}
          isInvalid={isInvalid}
          onChange={(event) => change({ name: event.currentTarget.value }, ['/name'])}
        />
      )}
    </FieldBox>
  );
}

const BLANK = 'blank';

function TemplateField({ template, onChange }: { template: Template | null; onChange: (id: TemplateId | null) => void }) {
  const text = useText();
  const choices = [
    { value: BLANK, label: text('tasks.templateBlank') } as const,
    ...TEMPLATES.map(({ id }) => ({ value: id, label: text(`tasks.template_${id}`) })),
  ];
  return (
    <SelectField<TemplateId | typeof BLANK>
      label={text('tasks.template')}
      value={template?.id ?? BLANK}
      choices={choices}
      {...(template ? { help: text(`tasks.template_${template.id}_for`) } : {})}
      onChange={(id) => onChange(id === BLANK ? null : id)}
    />
  );
}
