import { describe, expect, it } from 'vitest';

import type { Combination, Condition } from '../../../shared/filters/specification.ts';
import { readGroup, rootGroup, writeGroup } from './tree.ts';

const a: Condition = { type: 'claim', claim: 'managed' };
const b: Condition = { type: 'status', statuses: ['active'] };

describe('a group of the advanced editor', () => {
  it.each<Combination>([
    { op: 'and', of: [a, b] },
    { op: 'or', of: [a] },
    { op: 'not', of: [{ op: 'or', of: [a, b] }] },
  ])('is written back as it was read: %j', (node) => {
    expect(writeGroup(readGroup(node))).toEqual(node);
  });

  it('shows NOT of one condition as a negated group of one', () => {
    expect(readGroup({ op: 'not', of: [a] })).toEqual({ op: 'and', isNegated: true, of: [a] });
  });

  it('keeps both NOTs of a double negation', () => {
    const twice: Combination = { op: 'not', of: [{ op: 'not', of: [a] }] };
    expect(readGroup(twice)).toEqual({ op: 'and', isNegated: true, of: [{ op: 'not', of: [a] }] });
  });

  it('is made around a condition that stands alone', () => {
    expect(rootGroup(a)).toEqual({ op: 'and', of: [a] });
  });
});
