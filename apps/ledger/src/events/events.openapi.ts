import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

const text = (maxLength: number, example: string) => ({ type: 'string', minLength: 1, maxLength, example });
const bucket = { type: 'integer', minimum: 0, maximum: 1_000_000_000, default: 0 };
const attribute = (example: string) => text(128, example);

/** The usage event of contracts.md; the JSON Schema files under docs/reference say the same for any language. */
const usageEvent = {
  type: 'object',
  required: ['specversion', 'type', 'source', 'id', 'time', 'subject', 'data'],
  properties: {
    specversion: { type: 'string', enum: ['1.0'] },
    type: { type: 'string', enum: ['tallystick.usage.reported.v1'] },
    source: { ...text(512, 'urn:example:gateway'), description: 'The reporting service, as a URI-reference' },
    id: { ...text(256, 'req-81f2'), description: '(`source`, `id`) is the identity of the event, for ever' },
    time: { type: 'string', format: 'date-time', example: '2026-05-04T09:00:00Z' },
    subject: { ...text(256, 'ada@example.org'), description: 'Replaced by a pseudonym before anything is stored' },
    datacontenttype: { type: 'string', example: 'application/json' },
    data: {
      type: 'object',
      additionalProperties: false,
      required: ['provider', 'model', 'tokens'],
      properties: {
        provider: attribute('anthropic'),
        model: attribute('claude-sonnet-4-5'),
        tokens: {
          type: 'object',
          additionalProperties: false,
          description: 'Five disjoint buckets, at least one above 0',
          properties: { input: bucket, output: bucket, cacheRead: bucket, cacheWrite: bucket, reasoning: bucket },
        },
        team: attribute('payments'),
        project: attribute('checkout'),
        activity: { type: 'string', enum: ['chat', 'completion', 'agent', 'batch', 'other'] },
        agent: attribute('claude-code/2.1'),
        session: attribute('s-81f2'),
        automation: attribute('nightly-refactor'),
        reportedCostUsd: { type: 'string', pattern: '^(0|[1-9][0-9]*)(\\.[0-9]{1,9})?$', example: '0.01234' },
      },
    },
  },
};

const results = {
  type: 'object',
  required: ['results'],
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        required: ['status', 'id', 'source'],
        properties: {
          status: { type: 'string', enum: ['recorded', 'duplicate', 'rejected'] },
          id: { type: 'string', nullable: true },
          source: { type: 'string', nullable: true },
          position: { type: 'string', example: '4711', description: "On duplicates: the first one's" },
          error: {
            type: 'object',
            required: ['code', 'detail'],
            properties: {
              code: { type: 'string', example: 'missing-field' },
              detail: { type: 'string' },
              field: { type: 'string', example: 'data.tokens.input' },
            },
          },
        },
      },
    },
  },
};

export const ApiTakesEvents = (): MethodDecorator =>
  applyDecorators(
    ApiTags('intake'),
    ApiOperation({
      summary: 'Record usage events, each exactly once',
      description:
        'CloudEvents 1.0 over HTTP: structured, batched (up to 1,000 events) or binary (`ce-*` headers, data as body). ' +
        'One result per event, in order, after every recorded event is durable. Send again whatever was not answered for.',
    }),
    ApiConsumes('application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json'),
    ApiBody({ schema: { oneOf: [usageEvent, { type: 'array', maxItems: 1_000, items: usageEvent }] } }),
    ApiResponse({ status: 200, description: 'One result per event, in order', schema: results }),
    ApiResponse({ status: 400, description: '`not-a-cloudevent`: the body is not JSON of the right kind' }),
    ApiResponse({ status: 413, description: '`payload-too-large` over 4 MiB, `batch-too-large` over 1,000 events' }),
    ApiResponse({ status: 415, description: '`unsupported-media-type`' }),
    ApiResponse({
      status: 503,
      description: '`ledger-unavailable`, `intake-full`: nothing was recorded; `Retry-After`',
    }),
  ) as MethodDecorator;
