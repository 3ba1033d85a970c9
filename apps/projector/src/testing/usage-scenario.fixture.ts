import {
  canonicalUsage,
  conflictEventId,
  eventKeyOf,
  eventKeyText,
  ledgerEventId,
  parseRfc3339,
  usageMetadata,
  USAGE_CONFLICTED,
  USAGE_RECORDED,
  type TokenBuckets,
  type UsageEvent,
} from '@tallystick/events';
import type { LedgerStore, NewEvent, NonEmpty, Revision } from '@tallystick/ledger-store';

/** One usage event as the ledger holds it, before it is bytes. */
export interface Told {
  readonly type: typeof USAGE_RECORDED | typeof USAGE_CONFLICTED;
  readonly usage: UsageEvent;
  readonly actor: string;
  readonly recordedAtMs: number;
}

export interface Dice {
  integer(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  next(): number;
}

/** Names that tempt SQL, HTML, collations and JSON; undefined: not stated. */
const TEAMS = [
  "O'Brien'; DROP TABLE usage_event; --",
  '<b>&amp;</b>',
  'zeta',
  'Zeta',
  'éa',
  'z\u0301',
  '𝒳',
  '\ue000',
  undefined,
];
const MODELS = ['claude-sonnet-4-5', 'gpt-5', 'not-stated', '%_\\'];
const PROJECTS = ['checkout', 'null', undefined];
const AGENTS = ['claude-code/2.1', undefined];
const SOURCES = ['urn:a', 'urn:b', 'https://gateway.example/x?y=1&z=2'];
const ACTORS = Array.from({ length: 14 }, (_, at) => `p_${'abcdefghijklmnop'.slice(0, 14)}${'abcdefghijklmnop'[at]}2`);

/** Just before, on and after the edges of days, ISO weeks, quarters, years and clock changes in several zones. */
const EDGES = [
  '2025-12-28T22:59:59.999Z',
  '2025-12-28T23:00:00Z',
  '2025-12-31T22:59:59.9999999Z',
  '2025-12-31T23:00:00Z',
  '2025-12-31T23:59:59Z',
  '2026-01-01T00:00:00Z',
  '2026-01-01T05:00:00Z',
  '2026-01-04T23:59:59.999Z',
  '2026-01-05T00:00:00Z',
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T01:00:00Z',
  '2026-03-31T21:59:59Z',
  '2026-03-31T22:00:00Z',
  '2026-03-31T23:59:59.5Z',
  '2026-04-01T00:00:00Z',
  '2026-03-08T06:59:59Z',
  '2026-03-08T07:00:00Z',
  '2026-10-25T00:30:00Z',
  '2026-10-25T01:30:00Z',
  '2026-10-25T00:59:59.999Z',
  '2026-11-01T05:30:00Z',
  '2026-11-01T06:30:00Z',
  '2026-12-31T18:29:59Z',
  '2026-12-31T18:30:00Z',
  '2027-01-01T00:00:00Z',
  '2027-01-03T23:59:59Z',
];
const FIRST_MS = Date.parse('2025-12-15T00:00:00Z');
const DAYS = 390;

/**
 * What a ledger could hold: duplicates (both instances took it), claims that conflict (as such, and as a second
 * `UsageRecorded`), events that come late, and clocks of writers that disagree.
 */
export function usageScenario(dice: Dice, count: number): Told[] {
  const told: Told[] = [];
  let clockMs = Date.parse('2026-05-01T08:00:00Z');
  const tell = (type: Told['type'], usage: UsageEvent, actor: string): void => {
    clockMs += dice.integer(-400, 2_000);
    told.push({ type, usage, actor, recordedAtMs: clockMs });
  };
  for (let at = 0; told.length < count; at += 1) {
    const earlier = told.length > 0 && dice.next() < 0.12 ? dice.pick(told) : undefined;
    if (!earlier) {
      tell(USAGE_RECORDED, freshUsage(dice, at), dice.pick(ACTORS));
      continue;
    }
    const kind = dice.integer(0, 2);
    const claim = kind === 0 ? earlier.usage : { ...earlier.usage, tokens: buckets(dice) };
    tell(kind === 2 ? USAGE_CONFLICTED : USAGE_RECORDED, claim, earlier.actor);
  }
  return told;
}

function freshUsage(dice: Dice, at: number): UsageEvent {
  const edge = dice.next() < 0.5 ? dice.pick(EDGES) : undefined;
  const someMs = FIRST_MS + dice.integer(0, DAYS * 86_400_000);
  const stated = { team: dice.pick(TEAMS), project: dice.pick(PROJECTS), agent: dice.pick(AGENTS) };
  return {
    source: dice.pick(SOURCES),
    id: `id-${at}`,
    subject: 'nobody',
    occurredAt: parseRfc3339(edge ?? new Date(someMs).toISOString())!.canonical,
    provider: 'made-up',
    model: dice.pick(MODELS),
    tokens: buckets(dice),
    ...Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)),
  };
}

/** Few different sizes, so that values tie; some so large that sums leave 2^53. */
function buckets(dice: Dice): TokenBuckets {
  const size = () => dice.pick([0, 1, 1, 10, 1_000_000_000]);
  return { input: 1, output: size(), cacheRead: size(), cacheWrite: size(), reasoning: dice.pick([0, 0, 5]) };
}

/** Appends to one stream, each event in a call of its own where it repeats an id of the same call. */
export class ScenarioWriter {
  private revision = -1n;

  constructor(
    private readonly ledger: LedgerStore,
    private readonly stream = 'intake-http.0',
  ) {}

  async append(told: readonly Told[]): Promise<void> {
    let batch: NewEvent[] = [];
    const ids = new Set<string>();
    for (const one of told) {
      const event = newEvent(one);
      if (ids.has(event.id)) {
        await this.flush(batch);
        batch = [];
        ids.clear();
      }
      ids.add(event.id);
      batch.push(event);
    }
    if (batch.length > 0) await this.flush(batch);
  }

  private async flush(batch: readonly NewEvent[]): Promise<void> {
    const expected = this.revision < 0n ? 'no-stream' : (this.revision as Revision);
    const { lastRevision } = await this.ledger.append(this.stream, batch as NonEmpty<NewEvent>, expected);
    this.revision = lastRevision;
  }
}

function newEvent({ type, usage, actor, recordedAtMs }: Told): NewEvent {
  const key = eventKeyOf(usage.source, usage.id);
  const canonical = canonicalUsage(usage, eventKeyText(key));
  const fingerprint = canonical.fingerprint();
  const metadata = usageMetadata(new Date(recordedAtMs).toISOString());
  return type === USAGE_RECORDED
    ? { id: ledgerEventId(key), type, data: canonical.recorded(actor), metadata }
    : {
        id: conflictEventId(key, fingerprint),
        type,
        data: canonical.conflicted(actor, eventKeyText(fingerprint)),
        metadata,
      };
}
