import type { Caller } from '@tallystick/platform';
import type { FastifyRequest } from 'fastify';
import { idempotencyKeyOf } from './idempotency-key.js';
import type { DecisionContext, TakenDecision } from './stream-decisions.js';

/** Where the ledger holds a decision. */
export interface PositionAnswer {
  readonly position: string;
}

/** @throws Problem invalid-field */
export const contextOf = (request: FastifyRequest, caller: Caller): DecisionContext => ({
  caller: caller.name,
  idempotencyKey: idempotencyKeyOf(request.headers['idempotency-key']),
});

export const answerOf = ({ position }: TakenDecision): PositionAnswer => ({ position: position.toString() });
