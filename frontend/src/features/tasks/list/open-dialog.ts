/* Which dialog of the task list is open, and where the focus goes when it closes. */
import type { Task } from '../../../shared/api/types.ts';
import type { TemplateId } from '../templates/templates.ts';

export type OpenDialog =
  | { kind: 'add'; templateId: TemplateId | null; filterId?: number | null }
  | { kind: 'templates' }
  | { kind: 'edit' | 'preview' | 'run' | 'live' | 'remove'; task: Task };

/** The id of the menu's button, to which the focus returns after a dialog. */
export const menuId = (taskId: number): string => `task-menu-${taskId}`;
