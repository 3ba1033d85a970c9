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
  /** The same for answers that are text, such as a proof. */
  text(path: string, parameters?: Parameters, signal?: AbortSignal): Promise<string>;
}

/** Talks to the origin that the page came from, and to no other. */
export function apiClient(token: () => string | null): Client {
  const ask = async (path: string, parameters: Parameters, signal?: AbortSignal): Promise<Response> => {
    const headers = authorization(token());
    const response = await fetch(pathWith(path, parameters), { headers, signal: signal ?? null }).catch(
      (error: unknown) => {
        if (error instanceof DOMException && error.name === 'AbortError') throw error;
        throw new Unreachable(error instanceof Error ? error.message : String(error));
      },
    );
    if (response.ok) return response;
    throw problemOf(response.status, await response.text(), response.headers.get('retry-after'));
  };
  return {
    get: async <T>(path: string, parameters: Parameters = {}, signal?: AbortSignal) =>
      (await (await ask(path, parameters, signal)).json()) as T,
    text: async (path, parameters = {}, signal) => (await ask(path, parameters, signal)).text(),
  };
}

export const authorization = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

/** Whether the same question may be answered in a moment. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof ApiProblem && error.status >= 500);
