import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.js';

export const PROBLEM_JSON = 'application/problem+json';

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  const retryAfter = problem.more.retryAfterSeconds ?? (problem.status === 503 ? 1 : undefined);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  // As a buffer: Fastify would else serialise by content type and add a charset that the media type does not have.
  void reply
    .status(problem.status)
    .header('content-type', PROBLEM_JSON)
    .send(Buffer.from(JSON.stringify(problem.body())));
}
