import { auditRowExample, auditRowSchema, countedAsSchema } from '../events/events.openapi.js';
import { asOfExample, asOfSchema, integer, listOf, object, text, textOrNull, tokenSum } from '../openapi/schemas.js';

const contribution = {
  ...tokenSum('What it adds to `value`; 0: corrections took it out; of `cost` a decimal string in USD, null: no price'),
  nullable: true,
};

export const explainSchema = object({
  value: { ...tokenSum('The number, of all pages'), nullable: true },
  events: listOf(
    object({
      ...auditRowSchema,
      countedAs: { ...countedAsSchema, nullable: true, description: 'What it says as it counts; null: voided' },
      contribution,
      pricePosition: textOrNull('Only with metric `cost`: the listing by which it costs that'),
      proof: text('Path on the ledger service: the proof that it is in the log'),
    }),
  ),
  prices: listOf(
    object({
      position: text('Of the listing'),
      provider: text(),
      model: text(),
      from: text(),
      to: textOrNull('Exclusive; null: until something else is listed'),
      perMillion: {
        type: 'object',
        description: 'nano-USD a million tokens, by bucket',
        additionalProperties: integer(),
      },
      source: text('Where the price is said'),
    }),
  ),
  projector: object({
    version: text(),
    checkpoint: object({ position: text('What is folded'), recordedAt: textOrNull(), logSize: integer() }),
    ledgerId: text(),
    timeZone: text('In which windows are kept ready'),
  }),
  nextCursor: textOrNull(),
  asOf: asOfSchema,
});

const { provider, model, tokens, activity, agent, session, automation, reportedCostUsd } = auditRowExample;

export const explainExample = {
  value: 16052,
  events: [
    {
      ...auditRowExample,
      countedAs: {
        ...{ provider, model, tokens, team: 'search', project: null },
        ...{ activity, agent, session, automation, reportedCostUsd },
      },
      contribution: 16052,
      pricePosition: null,
      proof: '/v1/log/proof?leafIndex=1041',
    },
  ],
  prices: [],
  projector: {
    version: '0.1.0',
    checkpoint: { position: '2077', recordedAt: '2026-05-21T08:00:00.000Z', logSize: 2077 },
    ledgerId: '4f1c7d1e-9a3b-4f0e-8a57-0c1d2e3f4a5b',
    timeZone: 'UTC',
  },
  nextCursor: null,
  asOf: asOfExample,
};
