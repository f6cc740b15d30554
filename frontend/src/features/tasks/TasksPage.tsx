/* Automated Tasks: the list, or the templates while there is none, and the dialogs that belong to it. */
import Button from '@atlaskit/button/default/button';
import AddIcon from '@atlaskit/icon/core/add';
import { useEffect, useRef, useState } from 'react';

import type { Task } from '../../shared/api/types.ts';
import { useRoute } from '../../shared/routing/router.ts';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { Notice, type NoticeContent } from './list/Notice.tsx';
import type { OpenDialog } from './list/open-dialog.ts';
import { TaskDialogs, usePrefetchedDialog } from './list/TaskDialogs.tsx';
import { useTasks } from '../../shared/queries/tasks.ts';
import { TaskTable } from './list/TaskTable.tsx';
import { TemplateGallery } from './templates/TemplateGallery.tsx';
import './tasks.css';

/** `/tasks/12` opens that task as soon as the list is there, once; `/tasks/12/run` asks whether to run it now. */
function useAddressedTask(path: readonly string[], tasks: readonly Task[] | undefined, open: (dialog: OpenDialog) => void): void {
  const opened = useRef<string | undefined>(undefined);
  const [, id, act] = path;
  useEffect(() => {
    const task = tasks?.find((one) => String(one.id) === id);
    if (!task || opened.current === id) return;
    opened.current = id;
    open({ kind: act === 'run' ? 'run' : 'edit', task });
  }, [id, act, tasks, open]);
}

const readId = (text: string | null): number | null => (text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : null);

export default function TasksPage() {
  const text = useText();
  const { path, params } = useRoute();
  const tasks = useTasks();
  usePrefetchedDialog();
  const [dialog, setDialog] = useState<OpenDialog | null>(() =>
    path[1] === 'new' ? { kind: 'add', templateId: null, filterId: readId(params.get('filter')) } : null,
  );
  useAddressedTask(path, tasks.data?.items, setDialog);
  const [notice, setNotice] = useState<NoticeContent | null>(null);
  const add = (
    <span className="row">
      {tasks.data && tasks.data.items.length > 0 && (
        <Button onClick={() => setDialog({ kind: 'templates' })}>{text('tasks.templates')}</Button>
      )}
      <Button appearance="primary" iconBefore={AddIcon} onClick={() => setDialog({ kind: 'add', templateId: null })}>
        {text('tasks.addNew')}
      </Button>
    </span>
  );
  return (
    <>
      <PageHeader title={text('tasks.title')} subtitle={text('tasks.intro')} actions={add} />
      <Notice content={notice} onDismiss={() => setNotice(null)} />
      <QueryView query={tasks}>
        {({ items }) =>
          items.length === 0 ? (
            <TemplateGallery onChoose={(templateId) => setDialog({ kind: 'add', templateId })} />
          ) : (
            <TaskTable tasks={items} onOpen={setDialog} onNotice={setNotice} />
          )
        }
      </QueryView>
      {dialog && <TaskDialogs dialog={dialog} onOpen={setDialog} onClose={() => setDialog(null)} onNotice={setNotice} />}
    </>
  );
}
