/* What every editor of one condition is given. */
import type { MatchOrNone } from '../../../../shared/filters/specification.ts';

export interface FieldsProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
  /** Which matches a condition with a list offers. */
  matches?: readonly MatchOrNone[];
}
