/* Which entries of a pasted list match nobody, asked of the server while the list is typed and before it is saved. */
import type { FilterDescription } from '../api/types.ts';
import { useDescription } from '../queries/filters.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { useDebounced } from '../pickers/use-debounced.ts';

const NAMED = 20;

/** Says nothing while everybody is found. */
export function UnmatchedNote({ unmatched }: { unmatched: FilterDescription['unmatched'] | undefined }) {
  const text = useText();
  if (!unmatched || unmatched.count === 0) return null;
  const named = unmatched.entries.slice(0, NAMED).join(', ') + (unmatched.count > NAMED ? ' …' : '');
  return (
    <p className="small field-warning" role="status">
      {text('filters.unmatched', { count: unmatched.count, entries: named })}
    </p>
  );
}

export function UnmatchedPeople({ values }: { values: readonly string[] }) {
  const rested = useDebounced(values, 600);
  const root = { op: 'and' as const, of: [{ type: 'people' as const, values: [...rested] }] };
  const { data } = useDescription(rested.length > 0 ? { version: 1, root } : null);
  return <UnmatchedNote unmatched={rested === values ? data?.unmatched : undefined} />;
}
