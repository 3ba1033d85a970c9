import { WINDOWS } from '@tallystick/read-models';
import { eventsExample, eventsSchema } from '../events/events.openapi.js';
import {
  asOfExample,
  asOfSchema,
  integer,
  listOf,
  object,
  text,
  textOrNull,
  tokenBuckets,
  tokenSum,
} from '../openapi/schemas.js';
import { policyExample, policySchema } from '../privacy/policy.openapi.js';

export const meSchema = object({
  caller: object({
    name: text('Of the key; of a token `oidc-` and a hash; never of the person'),
    roles: listOf(text()),
    teams: listOf(text('Teams that a team-lead leads')),
  }),
  tz: text('TALLYSTICK_TZ'),
  minGroup: {
    ...integer('People that a group needs to be shown to the caller by itself; null: groups of any size are'),
    nullable: true,
  },
  naming: {
    ...object({
      named: { type: 'boolean', description: 'Chosen by `PUT /v1/me/naming`' },
      name: text('What boards of people show then, where the policy in force has names `by-choice`'),
    }),
    nullable: true,
    description: 'Whether the caller chose to be shown by name; null: nobody stands behind the caller',
  },
  actor: textOrNull("The caller's pseudonym; null: nothing was recorded of them, or nobody stands behind the key"),
  windows: listOf(
    object({
      window: { type: 'string', enum: [...WINDOWS] },
      from: textOrNull('Start of the window in TALLYSTICK_TZ; null for `all`'),
      to: textOrNull('End (exclusive); null for `all`'),
      tokens: tokenBuckets(tokenSum()),
      total: tokenSum('Sum of the five buckets'),
      events: integer(),
      activeDays: integer(),
      rank: { ...integer('By tokens, where the policy shows the board of people'), nullable: true },
    }),
  ),
  recentEvents: (eventsSchema.properties as Record<string, ReturnType<typeof listOf>>)['events']!,
  policy: policySchema,
  asOf: asOfSchema,
});

export const meExample = {
  caller: { name: 'sam', roles: ['member'], teams: [] },
  tz: 'Europe/Berlin',
  minGroup: 10,
  naming: { named: false, name: 'sam@example.org' },
  actor: 'p_abcdefghijklmnop',
  windows: [
    {
      window: 'week',
      from: '2026-05-18T00:00:00Z',
      to: '2026-05-25T00:00:00Z',
      tokens: { input: 812, output: 240, cacheRead: 15000, cacheWrite: 0, reasoning: 0 },
      total: 16052,
      events: 1,
      activeDays: 1,
      rank: 3,
    },
  ],
  recentEvents: eventsExample.events,
  policy: policyExample,
  asOf: asOfExample,
};

export const viewsSchema = object({
  views: listOf(
    object({
      position: text(),
      leafIndex: integer('Its leaf of the log: proves it'),
      recordedAt: text(),
      viewer: text('Pseudonym of who looked'),
      what: text('The query, or `identity` for the name'),
      purpose: text('What for; `not-stated` where the viewer said nothing'),
    }),
  ),
  nextCursor: textOrNull(),
  asOf: asOfSchema,
});

export const viewsExample = {
  views: [
    {
      position: '2100',
      leafIndex: 2099,
      recordedAt: '2026-05-21T08:00:00.000Z',
      viewer: 'p_mnopqrstuvwxyzab',
      what: 'events',
      purpose: 'support',
    },
  ],
  nextCursor: null,
  asOf: asOfExample,
};
