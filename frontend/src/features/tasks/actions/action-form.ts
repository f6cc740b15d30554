/* The list of actions as it is being filled in. Each action has a key of its own that stays when the order changes. */
import type { Action } from '../../../shared/api/types.ts';
import { type ActionType, targetKind } from '../../../shared/domain/actions.ts';

export const MOST_ACTIONS = 20;

export interface ActionForm {
  readonly key: string;
  readonly type: ActionType;
  readonly targets: readonly string[];
  /** Taking an app away may take what else its groups give. */
  readonly canLeaveSharedGroups: boolean;
}

let lastKey = 0;

export function newAction(
  type: ActionType, targets: readonly string[] = [], canLeaveSharedGroups = false,
): ActionForm {
  lastKey += 1;
  return { key: `action-${lastKey}`, type, targets, canLeaveSharedGroups };
}

export const needsTargets = (action: ActionForm): boolean =>
  targetKind(action.type) !== 'none' && action.targets.length === 0;

/** The action with another type; targets stay while they are of the same kind. */
export function retypeAction(action: ActionForm, type: ActionType): ActionForm {
  const keepsTargets = targetKind(action.type) === targetKind(type);
  return { ...action, type, targets: keepsTargets ? action.targets : [], canLeaveSharedGroups: false };
}

export function readAction(action: Action): ActionForm {
  if ('groups' in action) return newAction(action.type, action.groups);
  if ('apps' in action) return newAction(action.type, action.apps, action.can_leave_shared_groups === true);
  return newAction(action.type);
}

export function buildAction({ type, targets, canLeaveSharedGroups }: ActionForm): Action {
  switch (targetKind(type)) {
    case 'groups':
      return { type, groups: [...targets] } as Action;
    case 'apps':
      return { type, apps: [...targets], ...(canLeaveSharedGroups ? { can_leave_shared_groups: true } : {}) } as Action;
    case 'none':
      return { type } as Action;
  }
}
