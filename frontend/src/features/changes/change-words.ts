/* A change in words. */
import type { ChangeEntry } from '../../shared/api/types.ts';
import { nameRole, STATUS_NAMES } from '../../shared/filters/names.ts';
import type { Text } from '../../shared/messages/LocaleContext.tsx';

function nameThing({ thing }: ChangeEntry, text: Text): string {
  if (!thing) return text('common.unknown');
  const name = thing.name ?? thing.id;
  return thing.is_gone ? text('changes.gone', { name }) : thing.gives_access ? `# ${name}` : name;
}

function nameStatus(status: string, text: Text): string {
  return status in STATUS_NAMES ? text(STATUS_NAMES[status as keyof typeof STATUS_NAMES]) : status;
}

export function describeChange(entry: ChangeEntry, text: Text): string {
  return text(`changes.did_${entry.change}`, {
    thing: nameThing(entry, text),
    role: entry.role ? nameRole(entry.role, text) : '',
    status: entry.status ? nameStatus(entry.status, text) : '',
  });
}
