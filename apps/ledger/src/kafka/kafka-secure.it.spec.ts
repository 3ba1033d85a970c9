import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLmdbLedger } from '@tallystick/ledger-store';
import { startKafka, tempDir, waitUntil, type KafkaServer, type TempDir } from '@tallystick/testing';
import { startLedger, startLedgerRaw } from '../testing/ledger-process.fixture.js';
import { TestTopic, usageRecord } from './kafka-intake.fixture.js';

const PASSWORD = 'right-one-for-the-test';

describe('Kafka by TLS and SASL', () => {
  let kafka: KafkaServer;
  let topic: TestTopic;
  let folder: TempDir;
  beforeAll(async () => {
    kafka = await startKafka({ own: true, secure: { username: 'ledger', password: PASSWORD } });
    topic = await TestTopic.create(kafka, 'secure', 1);
    folder = await tempDir('secure');
  });
  afterAll(async () => {
    await kafka?.stop();
    await folder?.remove();
  });

  const settings = (password: string) => ({
    KAFKA_BROKERS: kafka.secure!.brokerList,
    KAFKA_TOPIC: topic.topic,
    KAFKA_SSL: 'true',
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'ledger',
    KAFKA_SASL_PASSWORD: password,
    NODE_EXTRA_CA_CERTS: kafka.secure!.caFile,
  });

  it('takes what is in the topic', async () => {
    const ledger = await startLedger(folder.path, settings(PASSWORD));
    await topic.produce([usageRecord('a'), usageRecord('b')]);
    const store = await openLmdbLedger({ dir: `${folder.path}/ledger` });
    await waitUntil(async () => (await store.tail()) === 2n, { what: 'both events' });
    await store.close();
    await ledger.stop();
    expect(ledger.output()).not.toContain(PASSWORD);
  });

  it('says so when the broker refuses the password, without showing it', async () => {
    const wrong = 'wrong-one-for-the-test';
    const ledger = await startLedgerRaw(folder.path, settings(wrong), null);
    await waitUntil(() => /authenticat/i.test(ledger.output()), { what: 'the refusal' });
    await ledger.stop();
    expect(ledger.output()).not.toContain(wrong);
  });
});
