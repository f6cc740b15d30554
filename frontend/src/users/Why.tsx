/* Why a user matches the filter or not: the verdict on every condition with the user's own value. */
import Lozenge from '@atlaskit/lozenge';

import { type ExplanationNode, useExplanation } from '../api/users.ts';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { FilterSentence } from '../filters/FilterSentence.tsx';
import { nodeAt } from '../filters/node-at.ts';
import type { Specification } from '../filters/specification.ts';
import { useText } from '../messages/LocaleContext.tsx';

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
}

function Sentence({ node, specification }: NodeProps) {
  const part = nodeAt(specification, node.pointer);
  return part ? <FilterSentence node={part} english={node.sentence} /> : <>{node.sentence}</>;
}

function Node({ node, specification }: NodeProps) {
  const text = useText();
  return (
    <li className="why-node">
      <div className="why-line">
        <Verdict verdict={node.verdict} />
        <div>
          <div>{isCombined(node.kind) ? text(COMBINED[node.kind]) : <Sentence node={node} specification={specification} />}</div>
          {node.value && <div className="small subtle">{node.value}</div>}
        </div>
      </div>
      {node.parts.length > 0 && <Nodes nodes={node.parts} specification={specification} />}
    </li>
  );
}

interface NodesProps {
  nodes: readonly ExplanationNode[];
  specification: Specification;
}

function Nodes({ nodes, specification }: NodesProps) {
  return (
    <ul className="why-nodes">
      {nodes.map((node) => (
        <Node key={node.pointer} node={node} specification={specification} />
      ))}
    </ul>
  );
}

interface Props {
  accountId: string;
  specification: Specification;
}

export function Why({ accountId, specification }: Props) {
  const text = useText();
  const query = useExplanation(accountId, specification);
  const title = query.data?.matches === false ? text('filters.whyNotTitle') : text('filters.whyTitle');
  return (
    <Section title={title}>
      <QueryView query={query}>
        {({ tree }) => (
          <Nodes
            nodes={tree.kind === 'and' && tree.parts.length > 0 ? tree.parts : [tree]}
            specification={specification}
          />
        )}
      </QueryView>
    </Section>
  );
}
