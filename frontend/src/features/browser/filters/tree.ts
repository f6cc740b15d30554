/* How the advanced editor sees the groups of a filter. Pure. */
import { type Combination, type FilterNode, isCombination } from '../../../shared/filters/specification.ts';



export const append = (node: Combination, child: FilterNode): Combination => ({ ...node, of: [...node.of, child] });

/**
 * NOT takes exactly one part, yet in the editor a group may be negated with many: as AND inside NOT.
 * The editor sees such a pair as one group.
 */
export interface Group {
  op: 'and' | 'or';
  isNegated: boolean;
  of: FilterNode[];
}

export function readGroup(node: Combination): Group {
  if (node.op !== 'not') return { op: node.op, isNegated: false, of: node.of };
  const [inner] = node.of;
  if (inner && isCombination(inner) && inner.op !== 'not') return { op: inner.op, isNegated: true, of: inner.of };
  return { op: 'and', isNegated: true, of: node.of };
}

export function writeGroup({ op, isNegated, of }: Group): Combination {
  const plain: Combination = { op, of };
  return isNegated ? { op: 'not', of: [plain] } : plain;
}

/** The root as a group, whatever it was. */
export const rootGroup = (root: FilterNode): Combination => (isCombination(root) ? root : { op: 'and', of: [root] });
