/* The door of tasks: their steps, modes and slots. Import from here in other features; what is not named is this feature's own. */
export { ActionsField } from './actions/ActionsField.tsx';
export { buildAction, needsTargets } from './actions/action-form.ts';
export { emptyTask, type TaskForm } from './editor/task-form.ts';
export { type TaskFormState, useTaskForm } from './editor/use-task-form.ts';
export { ModeLozenge } from './mode/ModeLozenge.tsx';
export { SlotList } from './schedule/SlotList.tsx';
