/* The API at the wire for component tests: answers by "METHOD /path", remembers what was asked. */

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Handler = (asked: Asked) => unknown;

export class Refusal {
  constructor(
    readonly status: number,
    readonly problem: Record<string, unknown>,
  ) {}
}

export class FakeServer {
  readonly asked: Asked[] = [];
  private readonly handlers = new Map<string, Handler>();

  /** `route` is like `POST /users/search`, below /api/v1; the answer is data, a Refusal, or a function (also async) of what was asked. */
  on(route: string, answer: unknown): this {
    this.handlers.set(route, typeof answer === 'function' ? (answer as Handler) : () => answer);
    return this;
  }

  bodies(route: string): unknown[] {
    return this.asked.filter((one) => `${one.method} ${one.path}` === route).map((one) => one.body);
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/api\/v1/, '');
    const text = await request.text();
    const asked: Asked = { method: request.method, path, query: url.searchParams, body: text ? JSON.parse(text) : null };
    this.asked.push(asked);
    const handler = this.handlers.get(`${request.method} ${path}`);
    if (!handler) throw new Error(`The test has no answer for ${request.method} ${path}`);
    const answer = await handler(asked);
    if (answer instanceof Refusal) {
      return Response.json(answer.problem, { status: answer.status });
    }
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  };
}
