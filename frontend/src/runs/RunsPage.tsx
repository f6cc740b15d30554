/* Last Runs: the runs of all tasks. */
import { PageHeader } from '../components/PageHeader.tsx';
import { useText } from '../messages/LocaleContext.tsx';

export default function RunsPage() {
  const text = useText();
  return <PageHeader title={text('runs.title')} />;
}
