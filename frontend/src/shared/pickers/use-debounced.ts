/* A value that follows another one only after it has rested, so that typing does not ask the server for every letter. */
import { useEffect, useState } from 'react';

export const TYPING_REST_MS = 300;

export function useDebounced<Value>(value: Value, restMs: number = TYPING_REST_MS): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return rested;
}
