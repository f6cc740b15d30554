/* What every task would do to a person next, when and why; and which of them leave the person alone. */
import { useProspects } from './queries.ts';
import type { TaskProspect, UserDetail } from '../../../shared/api/types.ts';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { TaskCard } from './TaskCard.tsx';
import './person.css';

const isToldAlone = ({ prospect, exemption }: TaskProspect): boolean => prospect !== 'no_match' || exemption !== null;

function Tasks({ tasks, user }: { tasks: readonly TaskProspect[]; user: UserDetail }) {
  const text = useText();
  const told = tasks.filter(isToldAlone);
  const others = tasks.length - told.length;
  if (tasks.length === 0) return <p className="subtle">{text('person.tasksNone')}</p>;
  return (
    <>
      {told.length > 0 && (
        <ul className="plain-list person-tasks">
          {told.map((task) => (
            <TaskCard key={task.task_id} task={task} user={user} />
          ))}
        </ul>
      )}
      <p className="subtle">
        {told.length === 0 ? text('person.tasksNobody') : others > 0 && text('person.tasksOthers', { count: others })}
      </p>
    </>
  );
}

export function PersonTasks({ user }: { user: UserDetail }) {
  const text = useText();
  const query = useProspects(user.account_id);
  return (
    <Section title={text('person.tasksTitle')}>
      <QueryView query={query}>{(tasks) => <Tasks tasks={tasks} user={user} />}</QueryView>
    </Section>
  );
}
