import { METRICS, SUBJECTS, WINDOWS } from '@tallystick/read-models';
import { policyExample, policySchema } from '../privacy/policy.openapi.js';
import { asOfExample, asOfSchema, integer, listOf, object, text, textOrNull, tokenSum } from '../openapi/schemas.js';

const value = { ...tokenSum('Value of the metric'), nullable: true };

export const leaderboardSchema = object(
  {
    subject: { type: 'string', enum: [...SUBJECTS] },
    metric: { type: 'string', enum: [...METRICS] },
    window: { type: 'string', enum: [...WINDOWS] },
    from: textOrNull('Start of the window in `tz`; null for `all`'),
    to: textOrNull('End of the window (exclusive); null for `all`'),
    tz: text(),
    rows: listOf(
      object(
        {
          rank: integer(),
          subject: textOrNull('null: events that state no such attribute'),
          value,
          share: { type: 'number', minimum: 0, maximum: 1 },
          previousRank: { ...integer('Rank in the window before'), nullable: true },
          name: text('Only of people who chose to be named, where the policy in force has names `by-choice`'),
        },
        ['name'],
      ),
    ),
    nextCursor: textOrNull(),
    total: value,
    wholeDaysUntil: text('Only below auditor, of groups: start of today; what was used since is in no row'),
    policy: policySchema,
    unpricedShare: { type: 'number', description: 'Only with metric `cost`: share of the tokens that has no price' },
    asOf: asOfSchema,
  },
  ['unpricedShare', 'wholeDaysUntil'],
);

export const leaderboardExample = {
  subject: 'teams',
  metric: 'tokens',
  window: 'week',
  from: '2026-05-18T00:00:00.000+02:00',
  to: '2026-05-25T00:00:00.000+02:00',
  tz: 'Europe/Berlin',
  rows: [
    { rank: 1, subject: 'payments', value: 1200, share: 0.6, previousRank: 2 },
    { rank: 2, subject: null, value: 800, share: 0.4, previousRank: null },
  ],
  nextCursor: null,
  total: 2000,
  policy: policyExample,
  asOf: asOfExample,
};
