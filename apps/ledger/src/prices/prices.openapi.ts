import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BUCKETS, MAX_NANO_USD_PER_MILLION } from '@tallystick/events';
import { MAX_PRICES, MAX_PRICE_SOURCE } from '@tallystick/events/dto';
import { ApiDecides, recordSchema } from '../decisions/decisions.openapi.js';
import { IDEMPOTENCY_KEY } from '../decisions/idempotency-key.js';

const text = (maxLength: number, example: string) => ({ type: 'string', minLength: 1, maxLength, example });
const time = (description: string, example: string) => ({ type: 'string', format: 'date-time', description, example });
const perBucket = { type: 'integer', minimum: 0, maximum: MAX_NANO_USD_PER_MILLION };

const properties = {
  provider: { ...text(128, 'anthropic'), description: 'Exactly as usage events name it' },
  model: { ...text(128, 'claude-sonnet-4-5'), description: 'Exactly as usage events name it' },
  from: time('Inclusive; no finer than milliseconds', '2026-01-01T00:00:00Z'),
  to: time('Exclusive; left out: until something else is listed', '2026-07-01T00:00:00Z'),
  perMillion: {
    type: 'object',
    additionalProperties: false,
    description:
      'Nano-USD for a million tokens (3 USD are 3000000000); a bucket left out has no price, {} takes a price back',
    properties: Object.fromEntries(BUCKETS.map((bucket) => [bucket, perBucket])),
    example: { input: 3_000_000_000, output: 15_000_000_000, cacheRead: 300_000_000 },
  },
  source: { ...text(MAX_PRICE_SOURCE, 'contract of 2025-12-01'), description: 'Where the price is said. No names.' },
};
const required = ['provider', 'model', 'from', 'perMillion', 'source'];
const price = { type: 'object', additionalProperties: false, required, properties };

export const ApiListsPrices = (): MethodDecorator =>
  applyDecorators(
    ApiDecides({
      tag: 'prices',
      summary: 'List what the tokens of a model cost, from when on',
      description:
        'One price or a list: all of it is recorded or nothing. A later price takes the place of earlier ones where their ' +
        'times overlap, also in the past. Of a list, prices that change nothing are left out.',
      schema: { oneOf: [price, { type: 'array', minItems: 1, maxItems: MAX_PRICES, items: price }] },
      keyScope: 'for the whole price book',
      answers: { listed: { type: 'integer', description: 'Prices recorded' } },
    }),
    ApiResponse({
      status: 400,
      description:
        '`missing-field`, `unknown-field`, `invalid-field` (of a list with the place in it: `3.model`); `invalid-query`: no JSON object or array',
    }),
    ApiResponse({
      status: 409,
      description: `\`not-a-change\`: the book says so already; \`identity-conflict\`: the ${IDEMPOTENCY_KEY} came with another request`,
    }),
    ApiResponse({ status: 413, description: `\`batch-too-large\`: over ${MAX_PRICES} prices; \`payload-too-large\`` }),
  );

export const ApiShowsPrices = (): MethodDecorator =>
  applyDecorators(
    ApiTags('prices'),
    ApiOperation({ summary: 'The price book, in the order in which it was listed' }),
    ApiResponse({
      status: 200,
      description: 'Of prices whose times overlap, the later one holds',
      schema: {
        type: 'object',
        required: ['prices', 'nextAfter'],
        properties: {
          prices: {
            type: 'array',
            items: recordSchema(properties, required, 'Pseudonym of who listed it'),
          },
          nextAfter: { type: 'string', nullable: true, description: '`after` of the next page' },
        },
      },
    }),
  );
