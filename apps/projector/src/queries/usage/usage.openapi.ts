import { asOfExample, asOfSchema, integer, listOf, object, text, tokenBuckets, tokenSum } from '../openapi/schemas.js';

export const usageSchema = object(
  {
    points: listOf(
      object({
        start: text("Start of the granule, with the zone's offset"),
        by: {
          type: 'object',
          description: 'The subjects of `by` under the names as asked; null: events that state no such attribute',
          additionalProperties: { type: 'string', nullable: true },
        },
        tokens: tokenBuckets(tokenSum()),
        total: tokenSum('Sum of the five buckets'),
        events: integer(),
      }),
    ),
    wholeDaysUntil: text('Only below auditor, of groups: start of today; what was used since is in no point'),
    asOf: asOfSchema,
  },
  ['wholeDaysUntil'],
);

export const usageExample = {
  points: [
    {
      start: '2026-05-20T00:00:00.000+02:00',
      by: { team: 'payments' },
      tokens: { input: 812, output: 240, cacheRead: 15000, cacheWrite: 0, reasoning: 0 },
      total: 16052,
      events: 1,
    },
  ],
  asOf: asOfExample,
};
