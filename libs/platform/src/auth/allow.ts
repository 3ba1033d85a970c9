import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Problem } from '../errors/problem.js';
import type { Caller, Role } from './caller.js';

export const ALLOWED = 'tallystick:allowed';
export type Allowed = readonly Role[] | 'everyone';

/** Callers with any one of these roles. Every endpoint says who may call it, or the service does not start. */
export const Allow = (...roles: [Role, ...Role[]]): MethodDecorator =>
  applyDecorators(SetMetadata(ALLOWED, roles), ApiBearerAuth(), ApiExtension('x-roles', roles));

/** Also those who are not known. Only for answers that say nothing about anybody. */
export const AllowEveryone = (): MethodDecorator =>
  applyDecorators(SetMetadata(ALLOWED, 'everyone'), ApiExtension('x-roles', ['everyone']));

declare module 'fastify' {
  interface FastifyRequest {
    /** null: no credentials, or none that anybody is known by; `refusal` then says so. */
    caller: Caller | null;
    refusal: Problem | null;
  }
}

/** @throws Problem unauthenticated, or why it cannot be told now */
export function callerOf({ caller, refusal }: Pick<FastifyRequest, 'caller' | 'refusal'>): Caller {
  if (caller !== null) return caller;
  throw refusal ?? new Error('a request without a caller and without a reason');
}

/** The caller of an endpoint that is not open to everyone. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === null) throw new Error('CurrentCaller on an endpoint that is open to everyone');
  return caller;
});
