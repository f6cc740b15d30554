/* The part of a filter that a JSON pointer of the server names, such as `/root/of/0`. */
import { type FilterNode, isCombination, type Specification } from './specification.ts';

export function nodeAt({ root }: Specification, pointer: string): FilterNode | null {
  const positions = [...pointer.matchAll(/\/of\/(\d+)/g)].map(([, position]) => Number(position));
  let node: FilterNode | undefined = root;
  for (const position of positions) {
    if (!node || !isCombination(node)) return null;
    node = node.of[position];
  }
  return node ?? null;
}

export function listGroupIds(node: FilterNode): string[] {
  if (isCombination(node)) return node.of.flatMap(listGroupIds);
  return node.type === 'groups' ? node.groups : [];
}
