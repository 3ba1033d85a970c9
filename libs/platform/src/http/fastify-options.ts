import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';
import { problemOf } from '../errors/problem-of.js';
import { sendProblem } from '../errors/send-problem.js';
import { HTTP_LIMITS } from './http-limits.js';
import { refuseMalformed } from './refuse-malformed.js';

export const fastifyOptions = (): FastifyHttpOptions<Server> => ({
  logger: false,
  genReqId: () => randomUUID(),
  bodyLimit: HTTP_LIMITS.bodyBytes,
  requestTimeout: HTTP_LIMITS.requestTimeoutMs,
  keepAliveTimeout: HTTP_LIMITS.keepAliveTimeoutMs,
  forceCloseConnections: 'idle',
  routerOptions: { maxParamLength: HTTP_LIMITS.pathParameterLength },
  http: { maxHeaderSize: HTTP_LIMITS.headerBytes, headersTimeout: HTTP_LIMITS.headersTimeoutMs },
  frameworkErrors: (error, request, reply) => sendProblem(reply, problemOf(error, request.id)),
  clientErrorHandler: (error, socket) => refuseMalformed(error, socket),
});
