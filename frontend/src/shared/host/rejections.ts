/* What it means when Forge's bridge rejects a call: then the page gets neither status nor words of our server
   (platform contract 4.2). Its message is for developers; here it becomes a refusal that an admin can act upon. */

interface Refusal {
  status: number;
  code: string;
}

const KNOWN: readonly [RegExp, Refusal][] = [
  [/invocation token|\b401\b|unauthori[sz]ed/i, { status: 421, code: 'deployment_refused' }],
  [/5 ?MB|(response|answer|payload)\b.*\b(large|size|limit)/i, { status: 413, code: 'answer_too_large' }],
  [/500 ?KB|request\b.*\b(large|size|limit)/i, { status: 413, code: 'request_too_large' }],
  [/tim(ed?|e) ?-?out|25 seconds/i, { status: 504, code: 'answer_too_late' }],
  [/content-type|JSON/i, { status: 502, code: 'answer_unreadable' }],
];

/** The refusal behind a rejection, or null when nothing is known but that no answer came. */
export function findRefusal(error: unknown): Refusal | null {
  const message = error instanceof Error ? error.message : String(error);
  return KNOWN.find(([words]) => words.test(message))?.[1] ?? null;
}

/** A refusal in the form in which our server would have said it. */
export function answerRefusal({ status, code }: Refusal, members: Record<string, unknown> = {}): Response {
  const body = JSON.stringify({ ...members, status, code });
  return new Response(body, { status, headers: { 'Content-Type': 'application/json' } });
}
