import { POLICY_NAMES } from '@tallystick/events';
import { integer, listOf, object, text } from '../openapi/schemas.js';

/** The policy in force, on every board. */
export const policySchema = {
  ...object(
    {
      position: text('Where it stands in the ledger'),
      leafIndex: integer('Its leaf of the log'),
      from: text('From when on it holds'),
      boards: {
        type: 'object',
        description: 'The boards that exist, and the roles below auditor that may see each',
        additionalProperties: { type: 'array', items: { type: 'string' } },
      },
      names: { type: 'string', enum: [...POLICY_NAMES] },
      purposes: listOf(text()),
      text: text('The policy in words'),
    },
    ['text'],
  ),
  nullable: true,
  description: 'The policy in force; null: none was adopted, and below auditor only own numbers are shown',
};

export const policyExample = {
  position: '17',
  leafIndex: 16,
  from: '2026-01-01T00:00:00Z',
  boards: { teams: ['member', 'team-lead', 'admin'], models: ['member'] },
  names: 'pseudonyms',
  purposes: ['billing', 'support'],
  text: 'Used to plan budgets; never to judge people.',
};
