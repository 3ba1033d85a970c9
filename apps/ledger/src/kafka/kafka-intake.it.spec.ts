import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { memoryIdentityIndex, memoryLedger } from '@tallystick/ledger-store';
import { checkTopics } from '@tallystick/messaging';
import { describeWithKafka, waitUntil } from '@tallystick/testing';
import { memoryVault } from '@tallystick/vault';
import { FaultyLedger } from '@tallystick/ledger-store/contract';
import { HttpIntake } from '../intake/http-intake.js';
import { usageEvent } from '../intake/usage-events.fixture.js';
import { ledgerEvents, memoryParts, TestTopic, usageRecord, type IntakeParts } from './kafka-intake.fixture.js';

/** Independent of the code under test: contracts.md, `eventKey`. */
const keyOf = (id: string): string => createHash('sha256').update(`urn:test:intake\0${id}`).digest('base64url');
const ids = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const text = (header: unknown): string => String(header);

const identities = async ({ store }: Pick<IntakeParts, 'store'>): Promise<string[]> => {
  const events = await ledgerEvents(store);
  return events.map((event) => String(event.data['eventKey'])).sort();
};

/** Waits until `records` of the topic are answered for and committed. */
const answered = (topic: TestTopic, records: bigint): Promise<unknown> =>
  waitUntil(async () => (await topic.committed()).reduce((sum, one) => sum + (one > 0n ? one : 0n), 0n) === records, {
    everyMs: 50,
    what: `${records} records to be committed`,
  });

describeWithKafka('Kafka intake against a real broker', (kafka) => {
  it('records every event once, sends what is none to the dead letters, and commits behind both', async () => {
    const topic = await TestTopic.create(kafka(), 'records', 2);
    const good = ids('good', 300).map((id) => usageRecord(id));
    const bad = [
      { key: 'k1', value: 'not json', headers: { trace: 'abc' } },
      { key: null, value: Buffer.from([0xff, 0x00, 0xfe]) },
      { key: 'k3', value: null },
      { key: 'k4', value: JSON.stringify({ specversion: '1.0', type: 'other', source: 'x', id: '1' }) },
    ];
    await topic.produce([...good.slice(0, 150), ...bad, ...good.slice(150), ...good.slice(0, 20)]);
    const parts = memoryParts();
    const running = await topic.open(parts);
    await answered(topic, 324n);
    await running.stop();

    const events = await ledgerEvents(parts.store);
    expect(new Set(events.map((event) => event.data['eventKey']))).toEqual(new Set(ids('good', 300).map(keyOf)));
    expect(events).toHaveLength(300);
    const letters = await topic.deadLetters();
    expect(letters.map((letter) => letter.value?.toString('hex') ?? null).sort()).toEqual(
      bad.map(({ value }) => (value === null ? null : Buffer.from(value).toString('hex'))).sort(),
    );
    const first = letters.find((letter) => letter.key?.toString() === 'k1')!;
    expect(Object.fromEntries(Object.entries(first.headers!).map(([name, value]) => [name, text(value)]))).toEqual({
      trace: 'abc',
      dlq_code: 'not-a-cloudevent',
      dlq_detail: expect.any(String),
      dlq_topic: topic.topic,
      dlq_partition: expect.stringMatching(/^[01]$/),
      dlq_offset: expect.stringMatching(/^\d+$/),
      dlq_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(running.alarms).toEqual([]);
  });

  it('counts the same record once out of 1,000, and once when HTTP brings it, too', async () => {
    const topic = await TestTopic.create(kafka(), 'same', 3);
    await topic.produce(ids('x', 1_000).map((_, n) => usageRecord('the-same', { partition: n % 3 })));
    const parts = memoryParts();
    const running = await topic.open(parts);
    const http = new HttpIntake(running.lane, '0');
    const answers = await http.takeHttp(ids('h', 50).map(() => ({ event: usageEvent('the-same') })));
    await answered(topic, 1_000n);
    await running.stop();
    const events = await ledgerEvents(parts.store);
    expect(events.map((event) => event.data['eventKey'])).toEqual([keyOf('the-same')]);
    expect(new Set(answers.map((answer) => (answer as { position: bigint }).position))).toEqual(
      new Set([events[0]!.position]),
    );
  });

  it('goes on behind its stream after a restart with a lost index, without asking for what is answered', async () => {
    const topic = await TestTopic.create(kafka(), 'restart', 2);
    await topic.produce(ids('a', 200).map((id) => usageRecord(id)));
    const parts = memoryParts();
    const first = await topic.open(parts);
    await answered(topic, 200n);
    await first.stop();
    await topic.produce(ids('b', 100).map((id) => usageRecord(id)));
    const second = await topic.open({ ...parts, index: memoryIdentityIndex() });
    await answered(topic, 300n);
    await second.stop();
    expect(second.alarms).toEqual([]);
    expect(await identities(parts)).toEqual([...ids('a', 200), ...ids('b', 100)].map(keyOf).sort());
  });

  it('starts at the earliest offset when a new ledger meets an old commit', async () => {
    const topic = await TestTopic.create(kafka(), 'anew', 1);
    await topic.produce(ids('a', 50).map((id) => usageRecord(id)));
    const old = await topic.open(memoryParts());
    await answered(topic, 50n);
    await old.stop();
    const parts = memoryParts();
    const running = await topic.open(parts);
    await waitUntil(async () => (await identities(parts)).length === 50);
    await running.stop();
    expect(await identities(parts)).toEqual(ids('a', 50).map(keyOf).sort());
  });

  it('tells of a topic that was made anew and takes it from its beginning', async () => {
    const topic = await TestTopic.create(kafka(), 'recreated', 1);
    await topic.produce(ids('a', 50).map((id) => usageRecord(id)));
    const parts = memoryParts();
    const first = await topic.open(parts);
    await answered(topic, 50n);
    await first.stop();
    await topic.recreate(1);
    // As long as the old log and longer: only the re-read record can tell.
    await topic.produce([...ids('b', 60), ...ids('a', 10)].map((id) => usageRecord(id)));
    const second = await topic.open(parts);
    await waitUntil(async () => (await identities(parts)).length === 110);
    await second.stop();
    expect(second.alarms.filter((alarm) => alarm.startsWith('partition-mismatch'))).toHaveLength(1);
    expect(await identities(parts)).toEqual([...ids('a', 50), ...ids('b', 60)].map(keyOf).sort());
  });

  it('tells of records that retention took before they were answered for, and goes on behind them', async () => {
    const topic = await TestTopic.create(kafka(), 'retention', 1);
    await topic.produce(ids('a', 20).map((id) => usageRecord(id)));
    const parts = memoryParts();
    const first = await topic.open(parts);
    await answered(topic, 20n);
    await first.stop();
    await topic.produce(ids('b', 20).map((id) => usageRecord(id)));
    await topic.deleteBefore(0, 30n);
    const second = await topic.open(parts);
    await waitUntil(async () => (await identities(parts)).length === 30);
    await second.stop();
    expect(second.alarms).toEqual([expect.stringMatching(/^records-lost-to-retention: .*-0 .*30/)]);
  });

  it('shares the partitions among two instances and loses nothing when one leaves', async () => {
    const topic = await TestTopic.create(kafka(), 'two', 4);
    await topic.produce(ids('a', 2_000).map((id) => usageRecord(id)));
    const store = memoryLedger();
    const vault = memoryVault();
    const one = await topic.open({ store, vault, index: memoryIdentityIndex() });
    const other = await topic.open({ store, vault, index: memoryIdentityIndex() });
    await topic.produce(ids('b', 2_000).map((id) => usageRecord(id)));
    await answered(topic, 4_000n);
    await one.stop();
    await topic.produce(ids('c', 500).map((id) => usageRecord(id)));
    await answered(topic, 4_500n);
    await other.stop();
    const expected = [...ids('a', 2_000), ...ids('b', 2_000), ...ids('c', 500)].map(keyOf).sort();
    expect(await identities({ store })).toEqual(expected);
  });

  it('pauses while the ledger is down, keeps its place in the group, and goes on by itself', async () => {
    const topic = await TestTopic.create(kafka(), 'down', 2);
    const parts = memoryParts();
    const store = new FaultyLedger(parts.store);
    store.faults.push(...Array.from({ length: 40 }, () => 'unavailable, not stored' as const));
    await topic.produce(ids('a', 100).map((id) => usageRecord(id)));
    const running = await topic.open({ ...parts, store });
    await answered(topic, 100n);
    await running.stop();
    expect(running.pauses.some((pause) => pause.includes('LedgerUnavailable'))).toBe(true);
    expect(running.pauses.filter((pause) => pause.startsWith('kafka: the consumer'))).toEqual([]);
    expect(await identities(parts)).toEqual(ids('a', 100).map(keyOf).sort());
  });

  it('leaves out a value that the dead-letter topic cannot hold, and stands its hash in for it', async () => {
    const limits = { 'max.message.bytes': '4000' };
    const topic = await TestTopic.create(kafka(), 'large', 1, {}, limits);
    const large = Buffer.alloc(50_000, 'x');
    const manyHeaders = { note: Buffer.alloc(6_000, 'h') };
    await topic.produce([
      { key: 'large', value: large, headers: { trace: 'kept' } },
      { key: 'headers', value: 'no json', headers: manyHeaders },
      ...ids('small', 30).map((key) => ({ key, value: `no json ${'.'.repeat(500)}` })),
    ]);
    const running = await topic.open(memoryParts());
    await answered(topic, 32n);
    await running.stop();
    const letters = await topic.deadLetters();
    const byOffset = new Map(letters.map((letter) => [text(letter.headers!['dlq_offset']), letter]));
    expect(byOffset.size).toBe(32);
    const letter = byOffset.get('0')!;
    expect(letter.value).toBeNull();
    expect(letter.key?.toString()).toBe('large');
    expect(text(letter.headers!['trace'])).toBe('kept');
    expect(text(letter.headers!['dlq_value_sha256'])).toBe(createHash('sha256').update(large).digest('hex'));
    expect(text(byOffset.get('1')!.headers!['dlq_key_sha256'])).toBe(
      createHash('sha256').update('headers').digest('hex'),
    );
    for (let offset = 2; offset < 32; offset++) expect(byOffset.get(String(offset))!.value).toHaveLength(508);
  });

  it('refuses to start without its topics, and says how to make them', async () => {
    const connection = { brokers: kafka().brokers, ssl: false, sasl: null };
    await expect(checkTopics(connection, ['never-made', 'never-made.dead-letter'])).rejects.toThrow(
      /--create --topic never-made .*--create --topic never-made\.dead-letter/,
    );
  });
});

describeWithKafka(
  'Kafka intake and a broker that dies',
  (kafka) => {
    it('goes on by itself, under load, and records every identity once', async () => {
      const topic = await TestTopic.create(kafka(), 'killed', 2);
      const parts = memoryParts();
      const running = await topic.open(parts);
      await topic.produce(ids('a', 5_000).map((id) => usageRecord(id)));
      await waitUntil(async () => (await identities(parts)).length > 100);
      await kafka().kill();
      const more = topic.produce(ids('b', 5_000).map((id) => usageRecord(id)));
      await kafka().restart();
      await more;
      await waitUntil(async () => (await identities(parts)).length === 10_000);
      await running.stop();
      expect(await identities(parts)).toEqual([...ids('a', 5_000), ...ids('b', 5_000)].map(keyOf).sort());
    });
  },
  { own: true },
);
