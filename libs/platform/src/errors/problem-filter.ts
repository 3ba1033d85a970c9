import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { sendProblem } from './send-problem.js';
import { problemOf } from './problem-of.js';

/** Everything that goes wrong leaves the house as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: PinoLogger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(thrown, request.id);
    if (problem.code === 'internal') {
      this.log.error({ err: problem.more.cause ?? problem, requestId: request.id }, 'request failed inside');
    }
    if (reply.raw.headersSent) {
      // Half of an answer is out: cutting the connection is the only way left to say that it is not whole.
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, problem);
  }
}
