/* Of when the data is that something rests on: the whole of it, and the groups that are named where they are newer or
   older. */
import { useRichText } from '../messages/LocaleContext.tsx';
import { TimeText } from './TimeText.tsx';

const TELLING_MS = 60_000;

interface Props {
  /** When all users were last read; null when never. */
  readAt: string | null;
  /** As of when the members of the named groups are known; null when none is named. */
  groupsReadAt: string | null;
}

export function DataMoment({ readAt, groupsReadAt }: Props) {
  const rich = useRichText();
  if (readAt === null) return null;
  const isGroupsOwn = groupsReadAt !== null && Math.abs(Date.parse(groupsReadAt) - Date.parse(readAt)) >= TELLING_MS;
  const age = <TimeText iso={readAt} isPast />;
  if (!isGroupsOwn) return <>{rich('common.dataRead', { age })}</>;
  return <>{rich('common.dataReadGroups', { age, groups: <TimeText iso={groupsReadAt} isPast /> })}</>;
}
