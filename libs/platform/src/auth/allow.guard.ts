import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.js';
import { ALLOWED, callerOf, type Allowed } from './allow.js';

/** Deny by default: an endpoint without a declaration lets nobody in. */
@Injectable()
export class AllowGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): true {
    const allowed = this.reflector.get<Allowed | undefined>(ALLOWED, context.getHandler());
    if (allowed === 'everyone') return true;
    const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (allowed === undefined) throw new Problem('forbidden', 'nobody may call this');
    if (!allowed.some((role) => caller.roles.has(role))) {
      throw new Problem('forbidden', `this needs one of the roles ${allowed.join(', ')}`);
    }
    return true;
  }
}
