import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { LedgerEvent, Position, Revision } from '@tallystick/ledger-store';

/** What a test says about one ledger event; the rest is made up from it. */
export interface MadeUpEvent {
  readonly key: number;
  readonly kind: 'recorded' | 'conflicted' | 'foreign';
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
  readonly gap: number;
}

export const ZONES = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia'] as const;
/** Around changes of clocks, years and weeks. */
const TIMES = ['2025-03-30T00:30:00Z', '2025-10-26T00:45:00Z', '2024-12-31T22:00:00Z', '2018-02-17T23:00:00Z'];
const HOUR_MS = 3_600_000;

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
    key: fc.nat(40),
    kind: fc.constantFrom('recorded', 'recorded', 'recorded', 'recorded', 'conflicted', 'foreign'),
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
    gap: fc.constantFrom(1, 1, 1, 7),
  }),
  { maxLength: 60 },
);

function bucket(): fc.Arbitrary<number> {
  return fc.oneof(fc.constant(0), fc.nat(20), fc.constant(1_000_000_000));
}

export function ledgerOf(made: readonly MadeUpEvent[]): readonly LedgerEvent[] {
  let position = 0n;
  return made.map((event, index) => {
    position += BigInt(event.gap);
    return ledgerEvent(event, position, index);
  });
}

function ledgerEvent(event: MadeUpEvent, position: bigint, index: number): LedgerEvent {
  const recordedAt = new Date(Date.parse('2026-01-01T00:00:00Z') + index * 60 + event.recordedAfterMs).toISOString();
  const foreign = event.kind === 'foreign';
  return {
    position: position as Position,
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    stream: foreign ? 'access-2026-01-01.0' : 'intake-http.0',
    revision: BigInt(index) as Revision,
    type: foreign ? 'DataViewed' : event.kind === 'recorded' ? 'UsageRecorded' : 'UsageConflicted',
    data: foreign ? {} : dataOf(event),
    metadata: { recordedAt, schema: 1 },
    entry: new Uint8Array(),
  };
}

function dataOf(event: MadeUpEvent): Record<string, unknown> {
  const [input, output, cacheRead, cacheWrite, reasoning] = event.tokens;
  return {
    eventKey: createHash('sha256').update(`key ${event.key}`).digest('base64url'),
    source: `urn:made-up:${event.key % 3}`,
    occurredAt: occurredAt(event),
    actor: `p_${event.actor}`,
    provider: 'made-up',
    model: event.model,
    tokens: { input, output, cacheRead, cacheWrite, reasoning },
    ...(event.team === null ? {} : { team: event.team }),
    ...(event.project === null ? {} : { project: event.project }),
    ...(event.agent === null ? {} : { agent: event.agent }),
    ...(event.kind === 'conflicted' ? { fingerprint: 'A'.repeat(43) } : {}),
  };
}

/** Canonical: UTC, no trailing zeros. */
function occurredAt({ occurredAtMs, finer }: MadeUpEvent): string {
  const text = new Date(occurredAtMs).toISOString().slice(0, -1) + finer;
  return `${text.replace(/\.?0+$/, (zeros) => (zeros.startsWith('.') || text.includes('.') ? '' : zeros))}Z`;
}
