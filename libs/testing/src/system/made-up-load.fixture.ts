import { createHash } from 'node:crypto';
import { seededRandom } from '../seeded-random.js';

/** One usage event of the test, before it becomes JSON. */
export interface Fact {
  readonly source: string;
  readonly id: string;
  readonly atMs: number;
  readonly subject: string;
  readonly team: string | null;
  readonly model: string;
  readonly input: number;
  readonly output: number;
}

export type Sent =
  | { readonly kind: 'first'; readonly fact: Fact }
  | { readonly kind: 'duplicate'; readonly fact: Fact }
  /** Source and id of an earlier event with other tokens: never counted, a dead letter. */
  | { readonly kind: 'conflict'; readonly fact: Fact }
  /** Breaks the contract: a dead letter. */
  | { readonly kind: 'bad'; readonly value: string };

const FROM_MS = Date.UTC(2025, 0, 1);
const SPAN_MS = 90 * 24 * 3_600_000;
const ACTORS = 500;
const TEAMS = 20;
/** Duplicates come from among this many latest events: some at once, some much later, in any partition. */
const MEMORY = 20_000;

/** `events` different events, and between them a fifth as many duplicates, some conflicts and some bad records. */
export function* madeUpLoad(seed: number, events: number): Generator<Sent> {
  const random = seededRandom(seed);
  const sent: Fact[] = [];
  const fact = (n: number): Fact => {
    const person = random.integer(0, ACTORS - 1);
    return {
      source: `urn:test:service-${n % 3}`,
      id: `${seed}-${n}`,
      atMs: FROM_MS + random.integer(0, SPAN_MS / 1_000 - 1) * 1_000,
      subject: `person-${person}@example.org`,
      team: person % 21 === 20 ? null : `team-${person % TEAMS}`,
      model: random.pick(['small-1', 'medium-2', 'large-3']),
      input: random.integer(1, 20_000),
      output: random.integer(0, 5_000),
    };
  };
  for (let n = 0; n < events; n += 1) {
    const next = fact(n);
    if (sent.length < MEMORY) sent.push(next);
    else sent[n % MEMORY] = next;
    yield { kind: 'first', fact: next };
    const chance = random.next();
    if (chance < 0.2) yield { kind: 'duplicate', fact: random.pick(sent) };
    else if (chance < 0.202) {
      const known = random.pick(sent);
      yield { kind: 'conflict', fact: { ...known, input: known.input + 1 } };
    } else if (chance < 0.204) yield { kind: 'bad', value: random.pick(['', '{', '[]', '{"specversion":"0.3"}']) };
  }
}

/** Groups of `size`, the last one perhaps smaller. */
export function* inSlices<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let slice: T[] = [];
  for (const item of items) {
    slice.push(item);
    if (slice.length < size) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

/** @param paddingBytes of an extension attribute, which is taken and not stored */
export const cloudEvent = (fact: Fact, paddingBytes = 0): string =>
  JSON.stringify({
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: fact.source,
    id: fact.id,
    time: new Date(fact.atMs).toISOString(),
    subject: fact.subject,
    ...(paddingBytes === 0 ? {} : { padding: '.'.repeat(paddingBytes) }),
    data: {
      provider: 'made-up',
      model: fact.model,
      tokens: { input: fact.input, output: fact.output },
      ...(fact.team === null ? {} : { team: fact.team }),
    },
  });

/** As the contract says: base64url of SHA-256 over source, a zero byte, id. */
export const keyOf = ({ source, id }: Fact): string =>
  createHash('sha256').update(`${source}\0${id}`).digest('base64url');
