import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { BUCKETS } from '@tallystick/events';
import { MAX_REASON } from '@tallystick/events/dto';
import { ApiDecides } from '../decisions/decisions.openapi.js';
import { IDEMPOTENCY_KEY } from '../decisions/idempotency-key.js';

const text = (maxLength: number, example: string) => ({ type: 'string', minLength: 1, maxLength, example });
const attribute = (example: string) => text(128, example);
const removable = (example: string) => ({ ...attribute(example), nullable: true });
const bucket = { type: 'integer', minimum: 0, maximum: 1_000_000_000, default: 0 };

const target = {
  source: { ...text(512, 'urn:example:gateway'), description: 'Of the usage event, as it was published' },
  id: text(256, 'req-81f2'),
};
const reason = {
  ...text(MAX_REASON, 'counted for the wrong team'),
  description: 'Shown in the audit trail. No names.',
};

const correction = {
  type: 'object',
  additionalProperties: false,
  required: ['source', 'id', 'reason'],
  anyOf: [{ required: ['tokens'] }, { required: ['attributes'] }],
  properties: {
    ...target,
    tokens: {
      type: 'object',
      additionalProperties: false,
      description: 'Takes the place of all five buckets; missing means 0; at least one above 0',
      properties: Object.fromEntries(BUCKETS.map((name) => [name, bucket])),
    },
    attributes: {
      type: 'object',
      additionalProperties: false,
      description: 'Takes the place of what it names; null: no longer stated. What is not named stays',
      properties: {
        provider: attribute('anthropic'),
        model: attribute('claude-sonnet-4-5'),
        team: removable('payments'),
        project: removable('checkout'),
        activity: { type: 'string', nullable: true, enum: ['chat', 'completion', 'agent', 'batch', 'other', null] },
        agent: removable('claude-code/2.1'),
        session: removable('s-81f2'),
        automation: removable('nightly-refactor'),
        reportedCostUsd: { type: 'string', nullable: true, pattern: '^(0|[1-9][0-9]*)(\\.[0-9]{1,9})?$' },
      },
    },
    reason,
  },
};

const void_ = {
  type: 'object',
  additionalProperties: false,
  required: ['source', 'id', 'reason'],
  properties: { ...target, reason },
};

const ApiAboutUsage = (summary: string, description: string, schema: object): MethodDecorator =>
  applyDecorators(
    ApiDecides({ tag: 'corrections', summary, description, schema, keyScope: 'for each usage event' }),
    ApiResponse({
      status: 400,
      description: '`missing-field`, `unknown-field`, `invalid-field`, `no-tokens`; `invalid-query`: no JSON object',
    }),
    ApiResponse({ status: 403, description: '`forbidden`: the caller may not speak for this source' }),
    ApiResponse({ status: 404, description: '`not-found`: the ledger holds no such event' }),
    ApiResponse({
      status: 409,
      description: `\`not-a-change\`, \`already-voided\`; \`identity-conflict\`: the ${IDEMPOTENCY_KEY} came with another request`,
    }),
  );

export const ApiCorrects = (): MethodDecorator =>
  ApiAboutUsage(
    'Correct what a usage event says, from here on',
    'The original stays in the ledger and in the audit trail. A later correction replaces an earlier one in what it names.',
    correction,
  );

export const ApiVoids = (): MethodDecorator =>
  ApiAboutUsage(
    'Take a usage event out of every number, for good',
    'The event stays in the ledger and in the audit trail.',
    void_,
  );
