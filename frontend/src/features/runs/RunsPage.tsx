/* Last Runs: the list of runs (`/runs`, `/runs?task=3`) or the results of one (`/runs/12`). */
import { useRoute } from '../../shared/routing/router.ts';
import { RunList } from './list/RunList.tsx';
import { RunView } from './view/RunView.tsx';
import './runs.css';

const readId = (text: string | null | undefined): number | null =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : null;

export default function RunsPage() {
  const { path, params } = useRoute();
  const runId = readId(path[1]);
  if (runId !== null) return <RunView key={runId} runId={runId} />;
  return <RunList taskId={readId(params.get('task'))} />;
}
