/* A filter read back: the server's sentence in English, our own in every other language. */
import { useApps, useSites } from '../queries/directory.ts';
import { useLocale, useText } from '../messages/LocaleContext.tsx';
import { useGroupNames } from '../queries/group-names.ts';
import { listGroupIds } from './node-at.ts';
import { describeNode } from './sentence.ts';
import type { FilterNode } from './specification.ts';

interface Props {
  node: FilterNode;
  /** What the server says, in English. */
  english: string;
  /** Names by id where they are known already, such as those that a run has frozen. */
  names?: Readonly<Record<string, string>>;
}

const NO_NAMES = {};

function Translated({ node, names = NO_NAMES }: Omit<Props, 'english'>) {
  const text = useText();
  const { locale } = useLocale();
  const apps = useApps().data;
  const sites = useSites().data;
  const groups = useGroupNames(listGroupIds(node).filter((id) => !(id in names)));
  return (
    <>
      {describeNode(node, {
        text,
        locale,
        app: (id) => names[id] ?? apps?.find((app) => app.resource_id === id)?.label ?? id,
        site: (id) => names[id] ?? sites?.find((site) => site.site_id === id)?.name ?? id,
        group: (id) => names[id] ?? groups[id] ?? id,
      })}
    </>
  );
}

export function FilterSentence({ node, english, names }: Props) {
  const { isEnglish } = useLocale();
  return isEnglish ? <>{english}</> : <Translated node={node} {...(names ? { names } : {})} />;
}
