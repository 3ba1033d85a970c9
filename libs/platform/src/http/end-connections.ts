import type { FastifyInstance } from 'fastify';
import type { ReadinessChecks } from '../health/readiness.js';

/** While the service goes down, each answer tells its sender to come back on another connection, to somebody else. */
export function endConnectionsWhileDraining(fastify: FastifyInstance, readiness: ReadinessChecks): void {
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (readiness.draining) reply.header('connection', 'close');
    done();
  });
}
