/* The result of a run as a file. A plain link would not carry the caller’s token. */
import { readProblem } from '../api/problem.ts';
import type { Host } from '../host/host.ts';

export type ResultKind = 'json' | 'csv';

export async function fetchResult(host: Pick<Host, 'fetch'>, runId: number, kind: ResultKind): Promise<Blob> {
  const response = await host.fetch(new Request(new URL(`/api/v1/runs/${runId}/result.${kind}`, window.location.origin)));
  if (!response.ok) throw readProblem(response.status, await response.json().catch(() => null));
  return response.blob();
}
