/* The automated tasks that use a filter. */
import type { TaskReference } from '../../../shared/api/types.ts';

export function TaskNames({ tasks }: { tasks: readonly TaskReference[] }) {
  return (
    <ul className="bullets">
      {tasks.map((task) => (
        <li key={task.id}>{task.name}</li>
      ))}
    </ul>
  );
}
