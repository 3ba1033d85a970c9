import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import { describeWithKafka } from '../run/describe-with-servers.js';
import { waitUntil } from '../wait-until.js';
import type { KafkaServer } from './kafka-server.js';

function client(server: KafkaServer): Kafka {
  return new Kafka({ brokers: [...server.brokers], logLevel: logLevel.NOTHING, retry: { retries: 20 } });
}

async function send(producer: Producer, topic: string, values: readonly string[]): Promise<void> {
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
}

async function collect(consumer: Consumer, topic: string, into: string[]): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      into.push(String(message.value));
      return Promise.resolve();
    },
  });
}

describeWithKafka(
  'a broker of one test file',
  (kafka) => {
    let producer: Producer;
    beforeAll(async () => {
      producer = client(kafka()).producer();
      await producer.connect();
    });
    afterAll(() => producer.disconnect());

    it('makes a topic with the partitions asked for, once', async () => {
      await kafka().createTopic('partitions', { partitions: 3, config: { 'max.message.bytes': '2000' } });
      const admin = client(kafka()).admin();
      await admin.connect();
      const { topics } = await admin.fetchTopicMetadata({ topics: ['partitions'] });
      await admin.disconnect();
      expect(topics[0]?.partitions.length).toBe(3);
      await expect(kafka().createTopic('partitions')).rejects.toThrow('exists already');
    });

    it('comes back after a SIGKILL at the same address and with its data', async () => {
      await kafka().createTopic('survivor');
      await send(producer, 'survivor', ['before']);
      await kafka().kill();
      await kafka().restart();
      await send(producer, 'survivor', ['after']);
      const seen: string[] = [];
      const consumer = client(kafka()).consumer({ groupId: 'survivor-group' });
      await collect(consumer, 'survivor', seen);
      await waitUntil(() => seen.length >= 2, { what: 'two records' });
      await consumer.disconnect();
      expect(seen).toEqual(['before', 'after']);
    });
  },
  { own: true },
);

describeWithKafka('the broker that a run shares', (kafka) => {
  it('takes topics, and refuses to be killed', async () => {
    await kafka().createTopic(`shared-${process.pid}-${Date.now()}`);
    await expect(kafka().kill()).rejects.toThrow('not ours');
  });
});
