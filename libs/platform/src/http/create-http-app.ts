import type { DynamicModule, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import { openAuthentication } from '../auth/authentication.js';
import { ReadinessChecks } from '../health/readiness.js';
import { ServiceLogger } from '../logging/service-logger.js';
import { HttpMetrics } from '../metrics/http-metrics.js';
import { PlatformModule } from '../platform.module.js';
import type { Settings } from '../settings/settings.js';
import { assertEveryEndpointDeclares } from './every-endpoint-declares.js';
import { endConnectionsWhileDraining } from './end-connections.js';
import { fastifyOptions } from './fastify-options.js';
import { HTTP_LIMITS } from './http-limits.js';
import { recogniseCallers } from '../auth/recognise-callers.js';
import { observeRequests } from './observe-requests.js';
import { serveOpenApi } from './open-api.js';
import { readBody } from './read-body.js';
import { sendSecurityHeaders } from './security-headers.js';
import { sweepConnectionsAtClose } from './sweep-connections.js';
import type { ServiceDescription } from './service-description.js';

@Module({})
class RootModule {}

/**
 * The application with everything that both services share: settings, logging, metrics, health, authentication,
 * errors, limits, security headers, OpenAPI. Initialised, not yet listening: `inject` works in tests.
 * Bodies reach handlers as the raw Buffer (`@Body() body: Buffer`).
 * @throws StartRefused
 */
export async function createHttpApp(
  appModule: Type | DynamicModule,
  service: ServiceDescription,
  settings: Settings,
): Promise<NestFastifyApplication> {
  const authentication = openAuthentication(settings.auth);
  const adapter = new FastifyAdapter(fastifyOptions() as ConstructorParameters<typeof FastifyAdapter>[0]);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.server.maxConnections = HTTP_LIMITS.connections;
  sweepConnectionsAtClose(fastify);
  recogniseCallers(fastify, authentication);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', readBody);
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: RootModule, imports: [PlatformModule.forRoot(service.name, settings), appModule] },
    adapter,
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  app.useLogger(new ServiceLogger(await app.resolve(PinoLogger), {}));
  endConnectionsWhileDraining(fastify, app.get(ReadinessChecks));
  app.get(ReadinessChecks).add('authentication', () => authentication.reason());
  observeRequests(fastify, await app.resolve(PinoLogger), app.get(HttpMetrics));
  await sendSecurityHeaders(app);
  serveOpenApi(app, service);
  await app.init();
  assertEveryEndpointDeclares(app);
  for (const note of authentication.notes) app.get(Logger).warn(note);
  await fastify.ready();
  return app;
}
