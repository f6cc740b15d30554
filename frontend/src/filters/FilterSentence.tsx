/* A filter read back: the server's sentence in English, our own in every other language. */
import { useApps, useSites } from '../api/directory.ts';
import { useLocale, useText } from '../messages/LocaleContext.tsx';
import { useGroupNames } from '../tasks/groupNames.ts';
import { listGroupIds } from './node-at.ts';
import { describeNode } from './sentence.ts';
import type { FilterNode } from './specification.ts';

interface Props {
  node: FilterNode;
  /** What the server says, in English. */
  english: string;
}

function Translated({ node }: Pick<Props, 'node'>) {
  const text = useText();
  const { locale } = useLocale();
  const apps = useApps().data;
  const sites = useSites().data;
  const groups = useGroupNames(listGroupIds(node));
  return (
    <>
      {describeNode(node, {
        text,
        locale,
        app: (id) => apps?.find((app) => app.resource_id === id)?.label ?? id,
        site: (id) => sites?.find((site) => site.site_id === id)?.name ?? id,
        group: (id) => groups[id] ?? id,
      })}
    </>
  );
}

export function FilterSentence({ node, english }: Props) {
  const { isEnglish } = useLocale();
  return isEnglish ? <>{english}</> : <Translated node={node} />;
}
