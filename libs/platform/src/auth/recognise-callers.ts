import type { FastifyInstance } from 'fastify';
import { Problem } from '../errors/problem.js';
import type { Authentication } from './authentication.js';

/**
 * Before anything else, each request gets its caller, or the reason why it has none: endpoints that are open to everyone
 * answer all the same, all others with that reason.
 */
export function recogniseCallers(fastify: FastifyInstance, authentication: Authentication): void {
  fastify.decorateRequest('caller', null);
  fastify.decorateRequest('refusal', null);
  fastify.addHook('onRequest', async (request) => {
    try {
      request.caller = await authentication.callerOf(request.headers.authorization);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      request.refusal = error;
    }
  });
}
