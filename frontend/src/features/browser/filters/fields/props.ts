/* What every editor of one condition is given. */
export interface FieldsProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
}
