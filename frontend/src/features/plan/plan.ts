/* The part of a task that decides who is changed and how: what a preview is made of. */
import type { TaskDraft } from '../../shared/api/types.ts';

export type Plan = Pick<TaskDraft, 'filter_id' | 'actions'> & {
  /** The saved task that is edited or previewed: it is not warned about itself. */
  task_id: number | null;
};
