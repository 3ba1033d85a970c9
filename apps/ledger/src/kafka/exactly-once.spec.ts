import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { memoryIdentityIndex, memoryLedger, START, type LedgerStore } from '@tallystick/ledger-store';
import { MemoryBroker, memoryDeadLetters, memoryUsageSource, type DeadLetters } from '@tallystick/messaging';
import { waitUntil } from '@tallystick/testing';
import { memoryVault } from '@tallystick/vault';
import fc from 'fast-check';
import { FaultyLedger, type AppendFault } from '@tallystick/ledger-store/contract';
import { HttpIntake } from '../intake/http-intake.js';
import { IntakeLane } from '../intake/intake-lane.js';
import { intakeLimits } from '../intake/intake-limits.js';
import { silentObserver } from '../intake/intake-observer.js';
import { usageCandidate, usageEvent } from '../intake/usage-events.fixture.js';
import { KafkaIntake } from './kafka-intake.js';
import { kafkaLimits } from './kafka-limits.js';

const TOPIC = 'usage';
const GROUP = 'ledger';
const PARTITIONS = 2;

/** A claim: `input` stands for its content. What is recorded first under an id counts. */
interface Claim {
  readonly id: number;
  readonly input: number;
}

type Step =
  | { readonly kind: 'produce'; readonly partition: number; readonly claims: readonly Claim[] }
  | { readonly kind: 'garbage'; readonly partition: number }
  | { readonly kind: 'http'; readonly claims: readonly Claim[] }
  | { readonly kind: 'fault'; readonly fault: AppendFault }
  | { readonly kind: 'dead letters fail' }
  | { readonly kind: 'restart' };

const claim = fc.record({ id: fc.integer({ min: 0, max: 25 }), input: fc.integer({ min: 1, max: 2 }) });
const claims = fc.array(claim, { minLength: 1, maxLength: 12 });
const partition = fc.integer({ min: 0, max: PARTITIONS - 1 });
const fault = fc.constantFrom<AppendFault>(
  'unavailable, not stored',
  'unknown, not stored',
  'unknown, but stored',
  'unknown, stored, then unreadable',
  'unknown, not stored, then unreadable',
  'crash before',
  'crash after',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('produce' as const), partition, claims }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('garbage' as const), partition }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('http' as const), claims }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('fault' as const), fault }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'dead letters fail' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
);

/** One life of the process: its index and its view of the ledger end with it, ledger, vault and broker stay. */
class Life {
  readonly ledger: FaultyLedger;
  readonly lane: IntakeLane;
  readonly http: HttpIntake;
  readonly kafka: KafkaIntake;

  constructor(store: LedgerStore, vault: ReturnType<typeof memoryVault>, broker: MemoryBroker, letters: DeadLetters) {
    this.ledger = new FaultyLedger(store);
    const limits = { ...intakeLimits, maxAppendEvents: 5 };
    const observer = silentObserver;
    this.lane = new IntakeLane({ store: this.ledger, index: memoryIdentityIndex(), vault, limits, observer });
    this.http = new HttpIntake(this.lane, '0');
    const source = memoryUsageSource({ broker, topic: TOPIC, group: GROUP, batchRecords: 7 });
    const quick = { ...kafkaLimits, maxSliceRecords: 4, firstRetryMs: 1, maxRetryMs: 2 };
    this.kafka = new KafkaIntake(this.lane, source, letters, quick);
  }

  async start(): Promise<void> {
    await this.lane.start();
    await this.kafka.start();
  }

  async end(): Promise<void> {
    this.ledger.crashed = true; // whatever is under way gets nowhere any more
    await this.kafka.stop();
    await this.lane.stop();
  }
}

const keyOf = (id: number): string => createHash('sha256').update(`urn:test:intake\0e${id}`).digest('base64url');

async function run(steps: readonly Step[]): Promise<void> {
  const store = memoryLedger();
  const vault = memoryVault();
  const broker = new MemoryBroker();
  broker.createTopic(TOPIC, PARTITIONS);
  broker.createTopic('dead', 1);
  const written = memoryDeadLetters(broker, 'dead');
  let failLetters = 0;
  const letters: DeadLetters = {
    ...written,
    send: async (some) => {
      if (failLetters-- > 0) throw new Error('a fault of the test');
      await written.send(some);
    },
  };
  const claimed = new Map<number, Set<number>>();
  const garbage: string[] = [];
  const produced = new Map<string, Claim>();
  const recordedByHttp: number[] = [];
  const note = ({ id, input }: Claim) => claimed.set(id, (claimed.get(id) ?? new Set()).add(input));

  let life = new Life(store, vault, broker, letters);
  await life.start();
  const reborn = async () => {
    await life.end();
    life = new Life(store, vault, broker, letters);
    await life.start();
  };
  const settled = () =>
    waitUntil(
      async () => {
        if (life.ledger.crashed) await reborn();
        return Array.from({ length: PARTITIONS }, (_, p) => p).every(
          (p) => broker.offsets(TOPIC, p).end === (broker.committed(GROUP, TOPIC, p)?.offset ?? 0n),
        );
      },
      { everyMs: 1, what: 'the intake to answer for all records' },
    );

  for (const one of steps) {
    if (life.ledger.crashed) await reborn();
    if (one.kind === 'produce') {
      for (const { id, input } of one.claims) {
        note({ id, input });
        const value = Buffer.from(JSON.stringify(usageCandidate(`e${id}`, { input })));
        produced.set(`${one.partition}@${broker.produce(TOPIC, one.partition, { value })}`, { id, input });
      }
    } else if (one.kind === 'garbage') {
      garbage.push(`${one.partition}@${broker.produce(TOPIC, one.partition, { value: Buffer.from('no json') })}`);
    } else if (one.kind === 'http') {
      const items = one.claims.map(({ id, input }) => ({ event: usageEvent(`e${id}`, { input }) }));
      const answers = await life.http.takeHttp(items).catch(() => []);
      answers.forEach((answer, at) => {
        if (answer.status === 'recorded') recordedByHttp.push(one.claims[at]!.id);
      });
      for (const made of one.claims) note(made);
    } else if (one.kind === 'fault') {
      life.ledger.faults.push(one.fault);
    } else if (one.kind === 'dead letters fail') {
      failLetters = 1;
    } else {
      await settled();
      await reborn();
    }
  }
  await settled();
  await life.end();

  const { events } = await store.readAll({ after: START, limit: 100_000 });
  const recorded = events.filter((event) => event.type === 'UsageRecorded').map((event) => event.data['eventKey']);
  // Every identity at most once ...
  expect(new Set(recorded).size).toBe(recorded.length);
  // ... and nothing that Kafka brought, or HTTP was told is recorded, is missing.
  const fromKafka = steps.flatMap((one) => (one.kind === 'produce' ? one.claims.map(({ id }) => id) : []));
  for (const id of [...fromKafka, ...recordedByHttp]) expect(recorded).toContain(keyOf(id));
  // Nothing that nobody claimed; each other claim on record once at most.
  const known = new Set([...claimed.keys()].map(keyOf));
  for (const key of recorded) expect(known.has(String(key))).toBe(true);
  const conflicts = events
    .filter((event) => event.type === 'UsageConflicted')
    .map((event) => `${String(event.data['eventKey'])}/${String(event.data['fingerprint'])}`);
  expect(new Set(conflicts).size).toBe(conflicts.length);
  // Dead letters hold exactly what could not be recorded, once or more each.
  const dead = broker.read('dead', 0, 0n, 1_000_000).map(({ headers }) => headers!);
  const placesOf = (code: string) =>
    new Set(
      dead
        .filter((headers) => headers['dlq_code'] === code)
        .map((headers) => `${String(headers['dlq_partition'])}@${String(headers['dlq_offset'])}`),
    );
  expect(placesOf('not-a-cloudevent')).toEqual(new Set(garbage));
  const counts = new Map(
    events
      .filter((event) => event.type === 'UsageRecorded')
      .map((event) => [event.data['eventKey'], (event.data['tokens'] as { input: number }).input]),
  );
  const lost = [...produced].filter(([, { id, input }]) => counts.get(keyOf(id)) !== input).map(([place]) => place);
  expect(placesOf('identity-conflict')).toEqual(new Set(lost));
}

describe('exactly once', () => {
  it('holds for any order of records, duplicates, conflicts, faults, crashes and restarts', async () => {
    // Two claims in one slice, an append that fails, and the second claim recorded from elsewhere in between.
    const rivalsMeetAFault: Step[] = [
      { kind: 'fault', fault: 'unavailable, not stored' },
      { kind: 'produce', partition: 0, claims: [0, 0].map((id, at) => ({ id, input: 2 - at })) },
      { kind: 'produce', partition: 1, claims: [{ id: 0, input: 1 }] },
    ];
    const examples: [Step[]][] = [[rivalsMeetAFault]];
    const steps = fc.array(step, { maxLength: 25 });
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 1000, verbose: 1, examples });
  });
});
