/** An answer that says why it is none: RFC 9457, with the codes of docs/reference/errors.md. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    /** `unauthenticated`, `not-caught-up`, ...; `unreadable` when the answer is not ours. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    /** The parameter at fault. */
    readonly field: string | null,
    /** Seconds after which asking again makes sense. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${title}: ${detail}`);
  }
}

/** Nothing went wrong: the caller may not see it, and asking again changes nothing. */
export const isForbidden = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'forbidden';

/** No answer at all: the service or the network is away. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What stands in an answer whose status is not 2xx; never throws, whatever the body is. */
export function problemOf(status: number, body: string, retryAfter: string | null): ApiProblem {
  const seconds = retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : null;
  const { code, title, detail, field } = members(body);
  if (code === null || title === null) {
    return new ApiProblem(status, 'unreadable', `The answer was HTTP ${status}`, firstLine(body), null, seconds);
  }
  return new ApiProblem(status, code, title, detail ?? '', field, seconds);
}

function members(body: string): Record<'code' | 'title' | 'detail' | 'field', string | null> {
  const parsed = parsedObject(body);
  const text = (name: string) => (typeof parsed[name] === 'string' ? parsed[name] : null);
  return { code: text('code'), title: text('title'), detail: text('detail'), field: text('field') };
}

function parsedObject(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    // Not JSON, so not one of our services: a proxy's page, for one.
    return {};
  }
}

const firstLine = (body: string) =>
  body
    .replace(/<[^>]*>/g, ' ')
    .trim()
    .split('\n')[0]
    ?.slice(0, 200) ?? '';
