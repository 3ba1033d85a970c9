import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { describeWithKafka, waitUntil } from '@tallystick/testing';
import { HttpIntake } from '../intake/http-intake.js';
import { usageEvent } from '../intake/usage-events.fixture.js';
import { ledgerEvents, memoryParts, TestTopic, usageRecord } from './kafka-intake.fixture.js';

/** Independent of the code under test: contracts.md, `eventKey`. */
const keyOf = (id: string): string => createHash('sha256').update(`urn:test:intake\0${id}`).digest('base64url');
const ids = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const text = (header: unknown): string => String(header);

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
    await waitUntil(async () => (await topic.committed()).reduce((sum, one) => sum + one, 0n) === 324n, {
      timeoutMs: 20_000,
    });
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
    await waitUntil(async () => (await topic.committed()).reduce((sum, one) => sum + one, 0n) === 1_000n, {
      timeoutMs: 20_000,
    });
    await running.stop();
    const events = await ledgerEvents(parts.store);
    expect(events.map((event) => event.data['eventKey'])).toEqual([keyOf('the-same')]);
    expect(new Set(answers.map((answer) => (answer as { position: bigint }).position))).toEqual(
      new Set([events[0]!.position]),
    );
  });
});
