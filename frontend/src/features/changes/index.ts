/* The door of the changes of people. Import from here in other features; what is not named is this feature's own. */
export { ChangeTable } from './ChangeTable.tsx';
export { ALWAYS, changesAddress } from './change-state.ts';
export { useChanges } from './queries.ts';
