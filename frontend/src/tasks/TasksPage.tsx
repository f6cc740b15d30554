/* Automated Tasks: the list of tasks. */
import { PageHeader } from '../components/PageHeader.tsx';
import { useText } from '../messages/LocaleContext.tsx';

export default function TasksPage() {
  const text = useText();
  return <PageHeader title={text('tasks.title')} />;
}
