import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { POLICY_BOARDS, POLICY_NAMES, POLICY_ROLES } from '@tallystick/events';
import { MAX_POLICY_TEXT, MAX_PURPOSES } from '@tallystick/events/dto';
import { ApiDecides, recordSchema } from '../decisions/decisions.openapi.js';
import { IDEMPOTENCY_KEY } from '../decisions/idempotency-key.js';

const set = (items: object, maxItems: number) => ({ type: 'array', minItems: 1, maxItems, uniqueItems: true, items });
const board = set({ type: 'string', enum: [...POLICY_ROLES] }, POLICY_ROLES.length);
const word = { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,63}$', example: 'capacity-planning' };

const properties = {
  from: { type: 'string', format: 'date-time', example: '2026-06-01T00:00:00Z', description: 'In force from then on' },
  boards: {
    type: 'object',
    additionalProperties: false,
    description: 'The boards that exist, and who may see each. Auditors see every number under pseudonyms',
    properties: Object.fromEntries(POLICY_BOARDS.map((name) => [name, board])),
    example: { teams: ['member', 'team-lead', 'admin'], models: ['member'] },
  },
  names: {
    type: 'string',
    enum: [...POLICY_NAMES],
    description: '`pseudonyms`: nobody is named; `by-choice`: those are named who chose to be',
  },
  purposes: { ...set(word, MAX_PURPOSES), description: 'What the numbers may be used for' },
  text: { type: 'string', minLength: 1, maxLength: MAX_POLICY_TEXT, description: 'The policy in words. No names.' },
};
const required = ['from', 'boards', 'names', 'purposes'];

export const ApiAdoptsPolicy = (): MethodDecorator =>
  applyDecorators(
    ApiDecides({
      tag: 'policies',
      summary: 'Adopt a policy',
      description:
        'In force is the policy that began last; of two that begin together the one adopted later, so that one that has not begun can be replaced. None can be taken out of the ledger.',
      schema: { type: 'object', additionalProperties: false, required, properties },
      keyScope: 'for all policies',
    }),
    ApiResponse({
      status: 400,
      description: '`missing-field`, `unknown-field`, `invalid-field`; `invalid-query`: no JSON object',
    }),
    ApiResponse({
      status: 409,
      description: `\`not-a-change\`: it says what is in force then, or would never be in force; \`identity-conflict\`: the ${IDEMPOTENCY_KEY} came with another request`,
    }),
  );

export const ApiShowsPolicies = (): MethodDecorator =>
  applyDecorators(
    ApiTags('policies'),
    ApiOperation({ summary: 'Every policy, newest last, and which is in force' }),
    ApiResponse({
      status: 200,
      schema: {
        type: 'object',
        required: ['policies', 'inForce'],
        properties: {
          policies: {
            type: 'array',
            items: recordSchema(properties, required, 'Pseudonym of who adopted it'),
          },
          inForce: { type: 'string', nullable: true, description: 'Position of the one in force now' },
        },
      },
    }),
    ApiResponse({ status: 503, description: '`ledger-unavailable`' }),
  );
