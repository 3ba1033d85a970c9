#!/usr/bin/env node
/**
 * A real Kafka broker to try things with, until Ctrl-C; its data is then gone. Made for machines without Docker.
 *   node libs/testing/bin/kafka.js [--port 9092] [--topic usage-events] [--partitions 4]
 *   node libs/testing/bin/kafka.js --fetch     only fetches the jars
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { kafkaJars, startKafka } from '../dist/index.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    topic: { type: 'string', default: 'usage-events' },
    partitions: { type: 'string', default: '4' },
    fetch: { type: 'boolean', default: false },
  },
});
if (values.fetch) {
  console.log(`The jars of Apache Kafka lie in ${await kafkaJars()}`);
} else {
  const kafka = await startKafka({ own: true, ...(values.port === undefined ? {} : { port: Number(values.port) }) });
  for (const topic of [values.topic, `${values.topic}.dead-letter`]) {
    await kafka.createTopic(topic, { partitions: Number(values.partitions) });
  }
  console.log(
    `KAFKA_BROKERS=${kafka.brokerList}\nTopics ${values.topic} and ${values.topic}.dead-letter are there. Ctrl-C ends it.`,
  );
  const alive = setInterval(() => undefined, 60_000);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(alive);
  await kafka.stop();
}
