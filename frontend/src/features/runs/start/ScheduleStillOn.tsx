/* Says before an undo that the task would run again, and lets its schedule be switched off. Nothing when it is off. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';

import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { useSwitchSchedule, useTask } from '../../../shared/queries/tasks.ts';

export function ScheduleStillOn({ taskId }: { taskId: number }) {
  const text = useText();
  const rich = useRichText();
  const { data: task } = useTask(taskId);
  const change = useSwitchSchedule();
  if (!task) return null;
  if (!task.is_schedule_active) {
    return change.isSuccess ? <p role="status">{text('runs.undoScheduleOff', { name: task.name })}</p> : null;
  }
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('runs.undoScheduleOn', { name: task.name })}>
      <div className="stack-tight">
        <p>
          {text('runs.undoScheduleBody')}{' '}
          {task.next_run_at && rich('runs.undoNextRun', { when: <TimeText iso={task.next_run_at} as="slot" /> })}
        </p>
        {change.isError && <ErrorPanel error={change.error} />}
        <div>
          <Button isLoading={change.isPending} onClick={() => change.mutate({ id: taskId, isActive: false })}>
            {text('runs.undoSwitchOff')}
          </Button>
        </div>
      </div>
    </SectionMessage>
  );
}
