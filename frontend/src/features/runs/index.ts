/* The door of runs: their states and what keeps one from starting. Import from here in other features; what is not named is this feature's own. */
export { StateLozenge } from './list/StateLozenge.tsx';
export { TestedCounts } from './list/TestedCounts.tsx';
export { WaitsFor } from './list/WaitsFor.tsx';
export { BlackoutRefusal } from './start/BlackoutRefusal.tsx';
export { findActiveRun } from './start/active-run.ts';
export { useRunWatch } from './use-run-watch.ts';
