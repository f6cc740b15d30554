/* Everything that Save would store, read back before it is: who, what, when, within which limits. */
import { useDescription, useFilters } from '../../../shared/queries/filters.ts';
import { useSettings } from '../../../shared/queries/settings.ts';
import { Facts } from '../../../shared/layout/Facts.tsx';
import { FilterSentence } from '../../../shared/filters/FilterSentence.tsx';
import { readSpecification } from '../../../shared/filters/read-specification.ts';
import type { Specification } from '../../../shared/filters/specification.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { useActionSentences } from '../actions/action-sentences.ts';
import { ModeLozenge } from '../mode/ModeLozenge.tsx';
import { NextRuns } from '../schedule/NextRuns.tsx';
import { buildSchedule } from '../schedule/schedule-form.ts';
import { buildPlan } from './build-plan.ts';
import { PreviewView } from '../../plan/index.ts';
import { describeSchedule } from '../../../shared/domain/sentences.ts';
import { buildDraft, type TaskForm } from './task-form.ts';

function Sentence({ specification }: { specification: Specification }) {
  const { data } = useDescription(specification);
  return data ? <FilterSentence node={specification.root} english={data.sentence} /> : null;
}

function Who({ filterId }: { filterId: number | null }) {
  const text = useText();
  const chosen = useFilters().data?.find((item) => item.id === filterId);
  const specification = chosen ? readSpecification(chosen.specification) : null;
  if (!chosen) return <>{text('tasks.noFilter')}</>;
  return (
    <>
      <strong>{chosen.name}</strong>
      {specification && <p><Sentence specification={specification} /></p>}
    </>
  );
}

function When({ form }: { form: TaskForm }) {
  const text = useText();
  const format = useFormat();
  const isManual = form.schedule.mode === 'manual';
  return (
    <>
      <p>{describeSchedule(buildSchedule(form.schedule), text, format)}</p>
      {!isManual && (
        <>
          <p className="subtle">{form.timeZone.replaceAll('_', ' ')}</p>
          <p>{text(form.isScheduleActive ? 'tasks.reviewOn' : 'tasks.reviewOff')}</p>
          <NextRuns form={form} />
        </>
      )}
    </>
  );
}

function ModeFact({ mode }: Pick<TaskForm, 'mode'>) {
  const text = useText();
  return (
    <>
      <ModeLozenge mode={mode} />
      <p>{text(`modes.help_${mode}`)}</p>
    </>
  );
}

function Guards() {
  const text = useText();
  const settings = useSettings().data;
  return (
    <ul className="cell-list">
      <li>{text('tasks.guardAdmins')}</li>
      <li>{text('tasks.guardProtected')}</li>
      {settings && settings.young_account_days > 0 && <li>{text('tasks.guardYoung', { count: settings.young_account_days })}</li>}
      {settings && settings.restored_grace_days > 0 && <li>{text('tasks.guardRestored', { count: settings.restored_grace_days })}</li>}
      {settings && settings.limit_percent < 100 && (
        <li>{text('tasks.guardShare', { percent: settings.limit_percent, people: settings.limit_people })}</li>
      )}
      <li>{text('tasks.guardUnusual')}</li>
    </ul>
  );
}

interface Props {
  form: TaskForm;
  /** The saved task that is edited; null for a new one. */
  taskId: number | null;
  isLimitOpen: boolean;
}

export default function TaskReview({ form, taskId, isLimitOpen }: Props) {
  const text = useText();
  const sentences = useActionSentences(form);
  const { name, max_users: limit } = buildDraft(form);
  const limitText = limit ? text('tasks.reviewLimit', { count: limit }) : text(isLimitOpen ? 'tasks.reviewLimitLater' : 'tasks.reviewNoLimit');
  const actions = (
    <ol className="cell-list">
      {sentences.map((sentence, index) => <li key={`${index}-${sentence}`}>{sentence}</li>)}
    </ol>
  );
  return (
    <div className="stack task-review">
      <section aria-label={text('tasks.reviewSaved')}>
        <h2 className="section-title">{text('tasks.reviewSaved')}</h2>
        <Facts
          facts={[
            [text('tasks.name'), <strong key="name">{name}</strong>],
            [text('tasks.filter'), <Who key="who" filterId={form.filterId} />],
            [text('tasks.sectionWhat'), actions],
            [text('tasks.sectionWhen'), <When key="when" form={form} />],
            [text('modes.label'), <ModeFact key="mode" mode={form.mode} />],
            [text('tasks.limit'), limitText],
            [text('tasks.guards'), <Guards key="guards" />],
          ]}
        />
      </section>
      <section aria-label={text('tasks.reviewNow')}>
        <h2 className="section-title">{text('tasks.reviewNow')}</h2>
        <PreviewView plan={buildPlan(form, taskId)} maxUsers={limit ?? null} />
      </section>
    </div>
  );
}
