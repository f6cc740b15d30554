/* Why a user matches the filter or not: the verdict on every condition with the user's own value. */
import Lozenge from '@atlaskit/lozenge';

import type { UserDetail } from '../../shared/api/types.ts';
import { type ExplanationNode, useExplanation } from '../../shared/queries/users.ts';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { FilterSentence } from '../../shared/filters/FilterSentence.tsx';
import { kindOf } from '../../shared/filters/conditions/index.ts';
import { nameKind } from '../../shared/filters/names.ts';
import { nodeAt } from '../../shared/filters/node-at.ts';
import { isCombination, type Specification } from '../../shared/filters/specification.ts';
import { useFormat, useRichText, useText } from '../../shared/messages/LocaleContext.tsx';

/** What no filter says itself: that it is about people. */
const AUDIENCE = '/audience';
const COMBINED = { and: 'filters.whyAnd', or: 'filters.whyOr', not: 'filters.whyNotOp' } as const;
const isCombined = (kind: string): kind is keyof typeof COMBINED => kind in COMBINED;

function Verdict({ verdict }: { verdict: ExplanationNode['verdict'] }) {
  const text = useText();
  if (verdict === 'yes') return <Lozenge appearance="success">{text('filters.verdictYes')}</Lozenge>;
  if (verdict === 'no') return <Lozenge appearance="removed">{text('filters.verdictNo')}</Lozenge>;
  return <Lozenge appearance="moved">{text('filters.verdictUnknown')}</Lozenge>;
}

interface NodeProps {
  node: ExplanationNode;
  specification: Specification;
  user: UserDetail;
}

function Sentence({ node, specification }: Omit<NodeProps, 'user'>) {
  const text = useText();
  const part = nodeAt(specification, node.pointer);
  if (node.pointer === AUDIENCE) return <>{text('filters.whyPeopleOnly')}</>;
  return part ? <FilterSentence node={part} english={node.sentence} /> : <>{node.sentence}</>;
}

const time = (iso: string, as: 'relative' | 'date') => <TimeText iso={iso} as={as} />;

/** The user's own value; as the server says it where the page does not know the condition. */
function Own({ node, specification, user }: NodeProps) {
  const text = useText();
  const rich = useRichText();
  const format = useFormat();
  const part = nodeAt(specification, node.pointer);
  if (isCombined(node.kind)) return null;
  if (node.pointer === AUDIENCE) return <div className="small subtle">{nameKind(user.kind, text)}</div>;
  const value = part && !isCombination(part) ? kindOf(part).own(part, user, { text, rich, format, time }) : node.value;
  return value ? <div className="small subtle">{value}</div> : null;
}

function Node({ node, specification, user }: NodeProps) {
  const text = useText();
  return (
    <li className="why-node">
      <div className="why-line">
        <Verdict verdict={node.verdict} />
        <div>
          <div>{isCombined(node.kind) ? text(COMBINED[node.kind]) : <Sentence node={node} specification={specification} />}</div>
          <Own node={node} specification={specification} user={user} />
        </div>
      </div>
      {node.parts.length > 0 && <Nodes nodes={node.parts} specification={specification} user={user} />}
    </li>
  );
}

interface NodesProps extends Omit<NodeProps, 'node'> {
  nodes: readonly ExplanationNode[];
}

function Nodes({ nodes, specification, user }: NodesProps) {
  return (
    <ul className="why-nodes">
      {nodes.map((node) => (
        <Node key={node.pointer} node={node} specification={specification} user={user} />
      ))}
    </ul>
  );
}

interface Props {
  user: UserDetail;
  specification: Specification;
}

export function Why({ user, specification }: Props) {
  const text = useText();
  const query = useExplanation(user.account_id, specification);
  const title = query.data?.matches === false ? text('filters.whyNotTitle') : text('filters.whyTitle');
  return (
    <Section title={title}>
      <QueryView query={query}>
        {({ tree }) => (
          <Nodes
            nodes={tree.kind === 'and' && tree.parts.length > 0 ? tree.parts : [tree]}
            specification={specification}
            user={user}
          />
        )}
      </QueryView>
    </Section>
  );
}
