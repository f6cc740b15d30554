/* The typed client of our own API. Errors are thrown as ApiProblem, so that queries and forms see one kind. */
import createClient, { type Client } from 'openapi-fetch';
import { createContext, useContext } from 'react';

import type { Host } from '../host/host.ts';
import { readProblem } from './problem.ts';
import type { paths } from './schema.d.ts';

export type Api = Client<paths>;

export function createApi(host: Pick<Host, 'fetch'>, origin: string = window.location.origin): Api {
  return createClient<paths>({ baseUrl: origin, fetch: (request) => host.fetch(request) });
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The data of an answer; throws ApiProblem for a refusal. Use as `unwrap(api.GET(…))`. */
export async function unwrap<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answer;
  if (!response.ok) throw readProblem(response.status, error);
  return data as Data;
}

const ApiContext = createContext<Api | null>(null);

export const ApiProvider = ApiContext.Provider;

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api) throw new Error('There is no ApiProvider above this component.');
  return api;
}
