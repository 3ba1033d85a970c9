import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { MAX_ROSTER_SIZE } from '@tallystick/events';
import { ApiDecides, recordSchema } from '../decisions/decisions.openapi.js';
import { IDEMPOTENCY_KEY } from '../decisions/idempotency-key.js';

const properties = {
  team: { type: 'string', minLength: 1, maxLength: 128, example: 'payments', description: 'As usage events name it' },
  from: {
    type: 'string',
    format: 'date',
    example: '2026-06-01',
    description: 'A day in the time zone of whoever asks',
  },
  size: { type: 'integer', minimum: 0, maximum: MAX_ROSTER_SIZE, description: 'People; 0: the team is no more' },
};
const required = ['team', 'from', 'size'];

export const ApiDeclaresRoster = (): MethodDecorator =>
  applyDecorators(
    ApiDecides({
      tag: 'rosters',
      summary: 'Declare how many people a team has, from a day on',
      description:
        'What adoption is held against. The roster that began last holds; of two of one day the one declared later, so that a wrong one can be put right.',
      schema: { type: 'object', additionalProperties: false, required, properties },
      keyScope: 'for all rosters',
    }),
    ApiResponse({
      status: 400,
      description: '`missing-field`, `unknown-field`, `invalid-field`; `invalid-query`: no JSON object',
    }),
    ApiResponse({
      status: 409,
      description: `\`not-a-change\`: the team has this size then; \`identity-conflict\`: the ${IDEMPOTENCY_KEY} came with another request`,
    }),
  );

export const ApiShowsRosters = (): MethodDecorator =>
  applyDecorators(
    ApiTags('rosters'),
    ApiOperation({ summary: 'Every roster, in the order in which it was declared' }),
    ApiResponse({
      status: 200,
      schema: {
        type: 'object',
        required: ['rosters', 'nextAfter'],
        properties: {
          rosters: {
            type: 'array',
            items: recordSchema(properties, required, 'Pseudonym of who declared it'),
          },
          nextAfter: { type: 'string', nullable: true, description: '`after` of the next page' },
        },
      },
    }),
  );
