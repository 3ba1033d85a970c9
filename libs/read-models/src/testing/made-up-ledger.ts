import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { LedgerEvent, Position, Revision } from '@tallystick/ledger-store';

/** What a test says about one ledger event; the rest is made up from it. */
export interface MadeUpEvent {
  readonly key: number;
  readonly kind:
    'recorded' | 'conflicted' | 'foreign' | 'corrected' | 'voided' | 'price' | 'roster' | 'policy' | 'viewed' | 'named';
  readonly occurredAtMs: number;
  /** Finer than milliseconds, or ''. */
  readonly finer: string;
  readonly recordedAfterMs: number;
  readonly actor: number;
  readonly tokens: readonly [number, number, number, number, number];
  readonly team: string | null;
  readonly project: string | null;
  readonly agent: string | null;
  readonly model: string;
  /** What a correction names; its values are those above. Nothing: the tokens. */
  readonly corrects?: readonly (typeof CORRECTED)[number][];
  readonly gap: number;
}

export const ZONES = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia'] as const;
/** Around changes of clocks, years and weeks. */
const TIMES = ['2025-03-30T00:30:00Z', '2025-10-26T00:45:00Z', '2024-12-31T22:00:00Z', '2018-02-17T23:00:00Z'];
const HOUR_MS = 3_600_000;
const CORRECTED = ['tokens', 'provider', 'model', 'team', 'project', 'agent', 'session'] as const;

/** Names that tell byte order from UTF-16 order, and that quoting must get right. */
const names = fc.constantFrom(
  'payments',
  'Zahlung ä',
  '\u{1F600}',
  '\uFF5E',
  'a"b\\c',
  '{x,y}',
  "o'clock",
  'NULL',
  ' ',
);
const optional = fc.option(names, { freq: 3 });

export const madeUpEvents = fc.array(
  fc.record<MadeUpEvent>({
    // few keys, so that decisions meet events, and more, so that most events are the first of theirs
    key: fc.oneof(fc.nat(6), fc.nat(40)),
    kind: fc.oneof(
      { arbitrary: fc.constant('recorded' as const), weight: 6 },
      { arbitrary: fc.constant('corrected' as const), weight: 4 },
      { arbitrary: fc.constant('price' as const), weight: 4 },
      {
        arbitrary: fc.constantFrom('conflicted', 'foreign', 'voided', 'roster', 'policy', 'viewed', 'named'),
        weight: 4,
      },
    ),
    occurredAtMs: fc
      .tuple(fc.constantFrom(...TIMES), fc.integer({ min: -60 * HOUR_MS, max: 60 * HOUR_MS }))
      .map(([time, offset]) => Date.parse(time) + offset),
    finer: fc.constantFrom('', '', '123', '9999999', '0001'),
    recordedAfterMs: fc.integer({ min: -50, max: 200 }),
    actor: fc.nat(6),
    tokens: fc.tuple(bucket(), bucket(), bucket(), bucket(), bucket()),
    team: optional,
    project: optional,
    agent: optional,
    model: names,
    corrects: fc.subarray([...CORRECTED]),
    gap: fc.constantFrom(1, 1, 1, 7),
  }),
  // else fast-check makes no more than ten, however many are allowed
  { maxLength: 40, size: 'max' },
);

function bucket(): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(0), fc.nat(20), fc.constant(1_000_000_000));
}

export const plain: MadeUpEvent = {
  key: 0,
  kind: 'recorded',
  occurredAtMs: Date.parse('2026-05-04T10:00:00Z'),
  finer: '',
  recordedAfterMs: 0,
  actor: 0,
  tokens: [1, 0, 0, 0, 0],
  team: null,
  project: null,
  agent: null,
  model: 'm',
  gap: 1,
};

/** A ledger of plain events, each with a key of its own unless told otherwise. */
export const events = (...made: Partial<MadeUpEvent>[]): readonly LedgerEvent[] =>
  ledgerOf(made.map((event, key) => ({ ...plain, key, ...event })));

export function ledgerOf(made: readonly MadeUpEvent[]): readonly LedgerEvent[] {
  let position = 0n;
  return made.map((event, index) => {
    position += BigInt(event.gap);
    return ledgerEvent(event, position, index);
  });
}

function ledgerEvent(event: MadeUpEvent, position: bigint, index: number): LedgerEvent {
  const recordedAt = new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60 + event.recordedAfterMs).toISOString();
  return {
    position: position as Position,
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    stream: streamOf(event),
    revision: BigInt(index) as Revision,
    type: TYPES[event.kind],
    data: dataOf(event),
    metadata: { recordedAt, schema: 1 },
    entry: new Uint8Array(),
  };
}

const TYPES = {
  recorded: 'UsageRecorded',
  conflicted: 'UsageConflicted',
  corrected: 'UsageCorrected',
  voided: 'UsageVoided',
  foreign: 'SomethingElse',
  price: 'PriceListed',
  roster: 'RosterDeclared',
  policy: 'PolicyAdopted',
  viewed: 'DataViewed',
  named: 'NamingChosen',
} as const;

const keyOf = ({ key }: MadeUpEvent): string => createHash('sha256').update(`key ${key}`).digest('base64url');

function streamOf(event: MadeUpEvent): string {
  const own = {
    foreign: 'somebody-elses',
    price: 'prices',
    roster: 'rosters',
    policy: 'policy',
    viewed: 'access-2026-01-01.0',
    named: `naming-${pseudonym(event.actor)}`,
  };
  if (event.kind in own) return own[event.kind as keyof typeof own];
  const decision = event.kind === 'corrected' || event.kind === 'voided';
  return decision ? `usage-decisions-${keyOf(event)}` : 'intake-http.0';
}

function dataOf(event: MadeUpEvent): Record<string, unknown> {
  if (event.kind === 'foreign') return {};
  if (event.kind === 'price') return priceOf(event);
  if (event.kind === 'named') return { actor: pseudonym(event.actor), named: event.key % 2 === 0 };
  if (event.kind === 'roster' || event.kind === 'policy' || event.kind === 'viewed') return accessOf(event);
  return event.kind === 'corrected' || event.kind === 'voided' ? decisionOf(event) : usageOf(event);
}

/** Of buckets that are 0 there is no price; some prices begin long before anything was used, and some end. */
function priceOf(event: MadeUpEvent): Record<string, unknown> {
  const { key, actor, model, finer } = event;
  const fromMs = event.occurredAtMs - key * 24 * HOUR_MS;
  const prices = Object.entries(tokensOf(event)).filter(([, n]) => n > 0);
  return {
    provider: key % 3 === 0 ? `provider of ${model}` : 'made-up',
    model,
    from: rfc3339(fromMs),
    ...(finer === '' ? {} : { to: rfc3339(fromMs + (actor + 1) * 20 * 24 * HOUR_MS) }),
    perMillion: Object.fromEntries(prices.map(([bucket, n]) => [bucket, n === 1_000_000_000 ? 1e15 : n * 7 - 7])),
    source: `the list\t${key}`,
    author: `p_${actor}`,
  };
}

const rfc3339 = (ms: number): string => occurredAt({ occurredAtMs: ms, finer: '' });

/** Pseudonyms as the vault draws them. */
export const pseudonym = (n: number): string =>
  `p_${'abcdefghijklmnop'.slice(0, 15)}${'abcdefghijklmnopqrstuvwxyz'[n % 26]}`;

function accessOf(event: MadeUpEvent): Record<string, unknown> {
  const { actor, key, model, team } = event;
  const author = `p_${actor}`;
  if (event.kind === 'viewed') {
    return { viewer: pseudonym(actor), whose: pseudonym(key), what: 'events', purpose: `purpose-${key}` };
  }
  if (event.kind === 'roster') return { team: team ?? model, from: occurredAt(event).slice(0, 10), size: key, author };
  return {
    from: occurredAt(event),
    boards: { teams: ['member', 'admin'], ...(key % 2 === 0 ? { actors: ['team-lead'] } : {}) },
    names: key % 2 === 0 ? 'pseudonyms' : 'by-choice',
    purposes: ['billing', `purpose-${key}`],
    ...(team === null ? {} : { text: `in words: ${team}` }),
    author,
  };
}

/** By a hand that does not look whether there is anything to decide about. */
function decisionOf(event: MadeUpEvent): Record<string, unknown> {
  const by = { eventKey: keyOf(event), reason: `because\t${event.model}`, author: `p_${event.actor}` };
  if (event.kind === 'voided') return by;
  const { corrects = [], team, project, agent, model } = event;
  const values = { team, project, agent, model, provider: `provider of ${model}`, session: team };
  const attributes = corrects.filter((name) => name !== 'tokens').map((name) => [name, values[name]] as const);
  const tokens = corrects.includes('tokens') || attributes.length === 0;
  return {
    ...by,
    ...(tokens ? { tokens: tokensOf(event) } : {}),
    ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
  };
}

function tokensOf({ tokens: [input, output, cacheRead, cacheWrite, reasoning] }: MadeUpEvent) {
  return { input, output, cacheRead, cacheWrite, reasoning };
}

function usageOf(event: MadeUpEvent): Record<string, unknown> {
  return {
    eventKey: keyOf(event),
    source: `urn:made-up:${event.key % 3}`,
    occurredAt: occurredAt(event),
    actor: `p_${event.actor}`,
    provider: 'made-up',
    model: event.model,
    tokens: tokensOf(event),
    ...(event.team === null ? {} : { team: event.team }),
    ...(event.project === null ? {} : { project: event.project }),
    ...(event.agent === null ? {} : { agent: event.agent }),
    ...(event.kind === 'conflicted' ? { fingerprint: 'A'.repeat(43) } : {}),
  };
}

/** Canonical: UTC, no trailing zeros. */
function occurredAt({ occurredAtMs, finer }: Pick<MadeUpEvent, 'occurredAtMs' | 'finer'>): string {
  const text = new Date(occurredAtMs).toISOString().slice(0, -1) + finer;
  return `${text.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') || text.includes('.') ? '' : zeros))}Z`;
}
