import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { IDEMPOTENCY_KEY, MAX_IDEMPOTENCY_KEY } from './idempotency-key.js';

export const POSITION = {
  position: { type: 'string', example: '4711', description: 'Where the ledger holds the decision' },
};

/** A decision as it is shown. */
export const recordSchema = (properties: object, required: readonly string[], author: string) => ({
  type: 'object',
  required: ['position', 'recordedAt', ...required, 'author'],
  properties: {
    position: { type: 'string', example: '4711' },
    recordedAt: { type: 'string', format: 'date-time' },
    ...properties,
    author: { type: 'string', description: author },
  },
});

export interface DecidingEndpoint {
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** Of the body. */
  readonly schema: object;
  /** What an idempotency key belongs to, e.g. `for each usage event`. */
  readonly keyScope: string;
  /** Properties of the answer beside `position`. */
  readonly answers?: object;
}

/** What every endpoint that records a decision has; its refusals stand beside. */
export const ApiDecides = ({
  tag,
  summary,
  description,
  schema,
  keyScope,
  answers,
}: DecidingEndpoint): MethodDecorator =>
  applyDecorators(
    ApiTags(tag),
    ApiOperation({ summary, description }),
    ApiConsumes('application/json'),
    ApiHeader({
      name: IDEMPOTENCY_KEY,
      required: false,
      description: `The same request under the same key is answered again, not recorded again; for ever, ${keyScope}`,
      schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY },
    }),
    ApiBody({ schema }),
    ApiResponse({
      status: 201,
      description: 'On record, durable',
      schema: { type: 'object', required: ['position'], properties: { ...POSITION, ...answers } },
    }),
    ApiResponse({ status: 415, description: '`unsupported-media-type`' }),
    ApiResponse({ status: 503, description: '`ledger-unavailable`, `not-caught-up`: send the same again' }),
  );
