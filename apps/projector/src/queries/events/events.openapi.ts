import {
  asOfExample,
  asOfSchema,
  integer,
  listOf,
  object,
  text,
  textOrNull,
  tokenBuckets,
} from '../openapi/schemas.js';

const correctionSchema = object({
  position: text('Of the decision'),
  recordedAt: text('When the ledger recorded it'),
  type: { type: 'string', enum: ['UsageCorrected', 'UsageVoided'] },
  tokens: { ...tokenBuckets(integer()), nullable: true, description: 'Took the place of all five; null: they stayed' },
  attributes: {
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'string', nullable: true },
    description: 'Took the place of those it names; null: they stayed',
  },
  reason: text(),
  author: text('Pseudonym of who decided'),
});

const claimed = {
  provider: text(),
  model: text(),
  tokens: tokenBuckets(integer()),
  team: textOrNull(),
  project: textOrNull(),
  activity: textOrNull(),
  agent: textOrNull(),
  session: textOrNull(),
  automation: textOrNull(),
  reportedCostUsd: textOrNull('Decimal string in USD, as reported; never mixed into `cost`'),
};
export const countedAsSchema = object(claimed);

/** Each event as it was recorded; what was decided about it since stands in `corrections`, oldest first. */
export const auditRowSchema = {
  position: text(),
  leafIndex: integer('Its place in the log'),
  eventKey: text('base64url(SHA-256(source 00 id))'),
  source: text(),
  occurredAt: text('When the tokens were used'),
  recordedAt: text('When the ledger recorded it'),
  actor: text('Pseudonym'),
  ...claimed,
  status: { type: 'string', enum: ['counted', 'corrected', 'voided', 'duplicate', 'conflict'] },
  corrections: listOf(correctionSchema),
} satisfies Parameters<typeof object>[0];

export const eventsSchema = object({
  events: listOf(object(auditRowSchema)),
  nextCursor: textOrNull(),
  asOf: asOfSchema,
});

export const auditRowExample = {
  position: '1042',
  leafIndex: 1041,
  eventKey: 'qL8R4QIcQ_ZsRqOAbeRfcZhilN_MksRtDaErMA0XTYc',
  source: 'urn:example:gateway',
  occurredAt: '2026-05-20T09:29:58Z',
  recordedAt: '2026-05-20T09:30:00.123Z',
  actor: 'p_abcdefghijklmnop',
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  tokens: { input: 812, output: 240, cacheRead: 15000, cacheWrite: 0, reasoning: 0 },
  team: 'payments',
  project: 'checkout',
  activity: 'agent',
  agent: 'claude-code/2.1',
  session: 's-81f2',
  automation: null,
  reportedCostUsd: '0.01234',
  status: 'corrected',
  corrections: [
    {
      position: '2077',
      recordedAt: '2026-05-21T08:00:00.000Z',
      type: 'UsageCorrected',
      tokens: null,
      attributes: { team: 'search', project: null },
      reason: 'counted for the wrong team',
      author: 'p_mnopqrstuvwxyzab',
    },
  ],
};

export const eventsExample = { events: [auditRowExample], nextCursor: null, asOf: asOfExample };
