import { ApiProblem, problemOf, Unreachable } from './problem.js';

export type Parameters = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

/** Left out: null and undefined. An empty text is sent: as a filter it asks for the events without the attribute. */
export function pathWith(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null || value === undefined) continue;
    query.set(name, typeof value === 'object' ? value.join(',') : String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

export interface Client {
  /** @throws ApiProblem @throws Unreachable */
  get<T>(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<T>;
  /** Changes what is the caller's own. @throws ApiProblem @throws Unreachable */
  put<T>(path: string, body: object): Promise<T>;
  /** The same for answers that are text, such as a proof. */
  text(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<string>;
}

/** Talks to the origin that the page came from, and to no other. */
export function apiClient(token: () => string | null): Client {
  const answerTo = async (path: string, request: RequestInit): Promise<Response> => {
    const headers = { ...request.headers, ...authorization(token()) };
    const response = await fetch(path, { ...request, headers }).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new Unreachable(error instanceof Error ? error.message : String(error));
    });
    if (response.ok) return response;
    throw problemOf(response.status, await response.text(), response.headers.get('retry-after'));
  };
  const ask = (path: string, parameters: Parameters, signal?: AbortSignal): Promise<Response> =>
    answerTo(pathWith(path, parameters), { signal: signal ?? null });
  const jsonBody = (body: object) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return {
    get: async <T>(path: string, parameters: Parameters = {}, signal?: AbortSignal) =>
      (await (await ask(path, parameters, signal)).json()) as T,
    put: async <T>(path: string, body: object) =>
      (await (await answerTo(path, { method: 'PUT', ...jsonBody(body) })).json()) as T,
    text: async (path, parameters = {}, signal) => (await ask(path, parameters, signal)).text(),
  };
}

export const authorization = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

/** Whether the same question may be answered in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof ApiProblem && error.status >= 500);
