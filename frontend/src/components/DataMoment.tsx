/* Of when the data is that something rests on: the whole of it, and the groups that are named where they are newer or
   older. */
import { useFormat, useText } from '../messages/LocaleContext.tsx';
import { useTick } from './useTick.ts';

const TELLING_MS = 60_000;

interface Props {
  /** When all users were last read; null when never. */
  readAt: string | null;
  /** As of when the members of the named groups are known; null when none is named. */
  groupsReadAt: string | null;
}

export function DataMoment({ readAt, groupsReadAt }: Props) {
  const text = useText();
  const format = useFormat();
  useTick();
  if (readAt === null) return null;
  const ago = (iso: string): string => format.relative(iso, Math.max(Date.now(), Date.parse(iso)));
  const isGroupsOwn = groupsReadAt !== null && Math.abs(Date.parse(groupsReadAt) - Date.parse(readAt)) >= TELLING_MS;
  if (!isGroupsOwn) return <>{text('common.dataRead', { age: ago(readAt) })}</>;
  return <>{text('common.dataReadGroups', { age: ago(readAt), groups: ago(groupsReadAt) })}</>;
}
