import { HttpException } from '@nestjs/common';
import { Problem } from './problem.js';

/** What the caller is told about anything that was thrown. Only `Problem`s carry their own words out. */
export function problemOf(thrown: unknown, requestId: string): Problem {
  if (thrown instanceof Problem) return thrown;
  const status = statusOf(thrown);
  switch (status) {
    case 401:
      return new Problem('unauthenticated', 'send an API key as Authorization: Bearer');
    case 403:
      return new Problem('forbidden', 'the caller may not do this');
    case 404:
    case 405:
      return new Problem('not-found', 'there is nothing at this address for this method; see /docs');
    case 413:
      return new Problem('payload-too-large', 'the body is larger than this service takes');
    case 415:
      return new Problem('unsupported-media-type', 'the content type is missing, malformed or not supported here');
    default:
      if (status >= 400 && status < 500) return new Problem('invalid-query', 'the request is not well formed');
      return new Problem('internal', `the request failed inside; the log says why under request ${requestId}`, {
        cause: thrown,
      });
  }
}

/** Nest's exceptions say their status by method, Fastify's errors by property. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (
    typeof thrown === 'object' &&
    thrown !== null &&
    'statusCode' in thrown &&
    typeof thrown.statusCode === 'number'
  ) {
    return thrown.statusCode;
  }
  return 500;
}
