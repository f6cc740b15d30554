/* What only the admin can tell a template: which groups it is about. From the answers comes its filter, saved with one
   click. */
import Button from '@atlaskit/button/default/button';
import { useState } from 'react';

import { useFilterMutations } from '../../../shared/queries/filters.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { allOf } from '../../../shared/filters/specification.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { GroupPicker } from '../../../shared/pickers/GroupPicker.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import { useGroupNames } from '../../../shared/queries/group-names.ts';
import { type Answers, answerTemplate, type AskingTemplate, NO_ANSWERS } from './templates.ts';

interface Props {
  template: AskingTemplate;
  /** The saved filter, and the groups that the task's action is about. */
  onChoose: (filterId: number, answers: Answers) => void;
}

export function TemplateQuestions({ template, onChoose }: Props) {
  const text = useText();
  const format = useFormat();
  const { create } = useFilterMutations();
  const [answers, setAnswers] = useState<Answers>(NO_ANSWERS);
  const names = useGroupNames([...answers.scim, ...answers.access]);
  const nameAll = (ids: readonly string[]): string => format.list(ids.map((id) => names[id] ?? id));
  const isAnswered = template.asks.every((question) => answers[question].length > 0);
  const name = text(`tasks.template_${template.id}_named`, { scim: nameAll(answers.scim), access: nameAll(answers.access) });
  const save = (): void =>
    create.mutate(
      { name: name.slice(0, 120), specification: allOf(answerTemplate(template, answers)) },
      { onSuccess: (saved) => onChoose(saved.id, answers) },
    );
  return (
    <div className="filter-sentence">
      <p className="subtle">{text('tasks.filterSuggested')}</p>
      {template.asks.map((question) => (
        <FieldBox key={question} label={text(`tasks.ask_${question}`)}>
          {({ id }) => (
            <GroupPicker
              inputId={id}
              label={text(`tasks.ask_${question}`)}
              value={answers[question]}
              isTarget={question === 'access'}
              onChange={(groups) => setAnswers({ ...answers, [question]: groups })}
            />
          )}
        </FieldBox>
      ))}
      <div className="row-apart">
        <span>{isAnswered ? name : <span className="subtle">{text(`tasks.template_${template.id}_filter`)}</span>}</span>
        <Button spacing="compact" isDisabled={!isAnswered} isLoading={create.isPending} onClick={save}>
          {text('tasks.filterSuggestedSave')}
        </Button>
      </div>
      {create.isError && <p className="danger-text" role="alert">{describeError(create.error, text)}</p>}
    </div>
  );
}
