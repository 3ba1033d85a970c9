import { describeWithKafka } from '@tallystick/testing';
import { Kafka, logLevel } from 'kafkajs';
import { describeUsageSource } from '../port/usage-source.contract.js';
import { kafkaUsageSource } from './kafka-usage-source.js';

describeWithKafka('kafkajs', (kafka) => {
  let made = 0;
  describeUsageSource('kafkajs', async () => {
    const topic = `source-${process.pid}-${Date.now().toString(36)}-${made++}`;
    await kafka().createTopic(topic);
    const connection = { brokers: kafka().brokers, ssl: false, sasl: null };
    const producer = new Kafka({ brokers: [...kafka().brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    return {
      open: () => kafkaUsageSource({ connection, topic, group: `${topic}-g`, tuning: { maxWaitTimeMs: 50 } }),
      produce: async (values) => {
        await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
      },
      close: () => producer.disconnect(),
    };
  });
});
