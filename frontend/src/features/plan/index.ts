/* The door of plans: what would be done and why. Import from here in other features; what is not named is this feature's own. */
export { CautionList, Cautions } from './Cautions.tsx';
export { type Count, CountTiles } from './CountTiles.tsx';
export { DetailList } from './DetailList.tsx';
export { HoldReasons } from './HoldReasons.tsx';
export { OutcomeLozenge } from './OutcomeLozenge.tsx';
export { PreviewCounts } from './PreviewCounts.tsx';
export { PreviewHolds } from './PreviewHolds.tsx';
export { PreviewTotals, type TotalsQuery } from './PreviewTotals.tsx';
export { PlanSteps, PreviewUsers } from './PreviewUsers.tsx';
export { PreviewPages, PreviewView } from './PreviewView.tsx';
export { ReasonList } from './ReasonList.tsx';
export { RepairButton } from './RepairButton.tsx';
export { useNextRuns, usePreviewTotals } from './queries.ts';
export type { Plan } from './plan.ts';
