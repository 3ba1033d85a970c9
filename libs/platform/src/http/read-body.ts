import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../auth/allow.js';
import { Problem } from '../errors/problem.js';
import { HTTP_LIMITS } from './http-limits.js';

/**
 * The body as it came, in one buffer, whatever its content type: endpoints decode it themselves. Nothing is kept of
 * senders that are not known (every endpoint that takes a body needs a caller).
 * @throws Problem payload-too-large, unauthenticated, not-caught-up
 */
export async function readBody(request: FastifyRequest, payload: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const keptBytes = request.caller === null ? 0 : HTTP_LIMITS.bodyBytes;
  let bytes = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= keptBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (bytes > HTTP_LIMITS.discardedBodyBytes) break;
  }
  callerOf(request);
  if (bytes > keptBytes) throw new Problem('payload-too-large', `the body is over ${HTTP_LIMITS.bodyBytes} bytes`);
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes);
}
