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

export const eventsSchema = object({
  events: listOf(
    object({
      position: text(),
      eventKey: text('base64url(SHA-256(source 00 id))'),
      source: text(),
      occurredAt: text('When the tokens were used'),
      recordedAt: text('When the ledger recorded it'),
      actor: text('Pseudonym'),
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
      status: { type: 'string', enum: ['counted', 'corrected', 'voided', 'duplicate', 'conflict'] },
      corrections: listOf({ type: 'object' }),
    }),
  ),
  nextCursor: textOrNull(),
  asOf: asOfSchema,
});

export const eventsExample = {
  events: [
    {
      position: '1042',
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
      status: 'counted',
      corrections: [],
    },
  ],
  nextCursor: null,
  asOf: asOfExample,
};
