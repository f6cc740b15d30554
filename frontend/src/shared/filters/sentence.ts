/* Reads a filter back in the user's language, in the words of the server's own (English) sentences. Pure. */
import { kindOf } from './conditions/index.ts';
import type { Speech } from './conditions/kind.ts';
import { type Combination, type FilterNode, isCombination } from './specification.ts';

export type { Speech };

const isGroup = (node: FilterNode): node is Combination => isCombination(node) && node.op !== 'not' && node.of.length > 1;

function describePart(node: FilterNode, speech: Speech): string {
  const phrase = describePhrase(node, speech);
  return isGroup(node) ? `(${phrase})` : phrase;
}

function describePhrase(node: FilterNode, speech: Speech): string {
  if (!isCombination(node)) return kindOf(node).say(node, speech);
  const { text } = speech;
  const [first] = node.of;
  if (!first) return text('sentence.everybody');
  if (node.op === 'not') return text('sentence.not', { phrase: describePhrase(first, speech) });
  const parts = node.of.map((part) => describePart(part, speech));
  return parts.join(node.op === 'and' ? ', ' : text('sentence.or'));
}

/** One sentence, without a full stop. */
export function describeNode(node: FilterNode, speech: Speech): string {
  const phrase = describePhrase(node, speech);
  return phrase.charAt(0).toLocaleUpperCase(speech.locale) + phrase.slice(1);
}
