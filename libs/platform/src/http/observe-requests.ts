import type { FastifyInstance } from 'fastify';
import type { PinoLogger } from 'nestjs-pino';
import type { HttpMetrics } from '../metrics/http-metrics.js';

/** Routes that nobody matched share one label: an URL could hold anything. */
const NO_ROUTE = '(none)';

/** After each answer: one histogram observation, and one log line (debug when all is well: not on the hot path). */
export function observeRequests(fastify: FastifyInstance, log: PinoLogger, metrics: HttpMetrics): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? NO_ROUTE;
    const status = reply.statusCode;
    metrics.observe(request.method, route, status, reply.elapsedTime / 1_000);
    const level = status >= 500 ? 'warn' : status >= 400 ? 'info' : 'debug';
    log[level](
      {
        requestId: request.id,
        method: request.method,
        route,
        status,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        caller: request.caller?.name ?? null,
      },
      'answered',
    );
    done();
  });
}
