/* Which users: a saved filter, read back as a sentence with the number of users who match now. */
import Button from '@atlaskit/button/default/button';
import Spinner from '@atlaskit/spinner';

import { useApps } from '../../../shared/queries/directory.ts';
import { useDescription, useFilterMutations, useFilters } from '../../../shared/queries/filters.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { FilterSentence } from '../../../shared/filters/FilterSentence.tsx';
import { UnmatchedNote } from '../../../shared/filters/UnmatchedPeople.tsx';
import { readSpecification } from '../../../shared/filters/read-specification.ts';
import { allOf, type Specification } from '../../../shared/filters/specification.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { type ActionType, targetKind } from '../../../shared/domain/actions.ts';
import { needsTargets } from '../actions/action-form.ts';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { type Answers, findJira, isAsking, type Template } from '../templates/templates.ts';
import { TemplateQuestions } from '../templates/TemplateQuestions.tsx';
import type { TaskFormState } from './use-task-form.ts';

interface Props {
  state: TaskFormState;
  template: Template | null;
}

export function FilterField({ state: { form, errors, change }, template }: Props) {
  const text = useText();
  const filters = useFilters();
  const items = filters.data ?? [];
  const chosen = items.find((item) => item.id === form.filterId);
  const specification = chosen ? readSpecification(chosen.specification) : null;
  const choose = (filterId: number): void => change({ filterId }, ['/filter_id']);
  const takeAnswers = (filterId: number, { access }: Answers): void => {
    const actions = form.actions.map((action) => (needsTargets(action) ? { ...action, targets: access } : action));
    change({ filterId, actions }, ['/filter_id', '/actions']);
  };
  const jira = findJira(useApps().data ?? []);
  const takeSuggestion = (filterId: number): void => {
    const takes = (type: ActionType): boolean => template?.takesJira === true && targetKind(type) === 'apps';
    const actions = form.actions.map((action) => (takes(action.type) && needsTargets(action) ? { ...action, targets: jira } : action));
    change({ filterId, actions }, ['/filter_id', '/actions']);
  };
  return (
    <>
      <SelectField
        label={text('tasks.filter')}
        value={form.filterId}
        choices={items.map(({ id, name }) => ({ value: id, label: name }))}
        error={errors.get('/filter_id') ?? (filters.isError ? describeError(filters.error, text) : undefined)}
        placeholder={text('tasks.filterPlaceholder')}
        onChange={choose}
      />
      {specification && <MatchCount specification={specification} />}
      {!chosen && template && isAsking(template) && <TemplateQuestions template={template} onChoose={takeAnswers} />}
      {!chosen && template && !isAsking(template) && <Suggestion template={template} jira={jira} onChoose={takeSuggestion} />}
      {!chosen && !template && (
        <p className="subtle">
          {filters.data?.length === 0 ? text('tasks.filterNone') : text('tasks.filterWithout')}{' '}
          <Link to="/users">{text('tasks.filterLink')}</Link>
        </p>
      )}
    </>
  );
}

function MatchCount({ specification }: { specification: Specification }) {
  const text = useText();
  const query = useDescription(specification);
  return (
    <div className="filter-sentence" aria-live="polite">
      {query.data && !query.isPlaceholderData && (
        <>
          <p><FilterSentence node={specification.root} english={query.data.sentence} /></p>
          <p>
            <strong>{text('tasks.filterMatches', { count: query.data.count })}</strong>
          </p>
          <UnmatchedNote unmatched={query.data.unmatched} />
        </>
      )}
      {query.isFetching && (!query.data || query.isPlaceholderData) && (
        <p className="row subtle">
          <Spinner size="small" label="" />
          {text('tasks.filterCounting')}
        </p>
      )}
      {query.isError && <p className="danger-text">{describeError(query.error, text)}</p>}
    </div>
  );
}

/** The filter that a template needs: with one click where it needs no ids, else in words. */
function Suggestion({ template, jira, onChoose }: { template: Template; jira: readonly string[]; onChoose: (id: number) => void }) {
  const text = useText();
  const { create } = useFilterMutations();
  const name = text(`tasks.template_${template.id}_filter`);
  const conditions = template.findConditions(jira);
  if (!conditions) {
    return (
      <p className="subtle">
        {text('tasks.templateNeedsFilter', { filter: name })}{' '}
        <Link to="/users">{text('tasks.filterLink')}</Link>
      </p>
    );
  }
  const save = (): void =>
    create.mutate({ name, specification: allOf(conditions) }, { onSuccess: (saved) => onChoose(saved.id) });
  return (
    <div className="filter-sentence">
      <p className="subtle">{text('tasks.filterSuggested')}</p>
      <div className="row-apart">
        <span>{name}</span>
        <Button spacing="compact" isLoading={create.isPending} onClick={save}>
          {text('tasks.filterSuggestedSave')}
        </Button>
      </div>
      {create.isError && <p className="danger-text" role="alert">{describeError(create.error, text)}</p>}
    </div>
  );
}
