import { matching, oneOf, text, type Environment } from './read-setting.js';
import type { KafkaSettings } from './settings.js';
import { WrongSettings } from './wrong-settings.js';

/** Kafka's own rule for topic names. */
const TOPIC = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;
const TOPIC_RULE = 'a Kafka topic name, 1-249 of A-Z a-z 0-9 . _ -';

/** null when no brokers are set; the other names are checked all the same. */
export function kafkaSettings(env: Environment): KafkaSettings | null {
  const topic = matching(env, 'KAFKA_TOPIC', TOPIC, TOPIC_RULE) ?? 'usage-events';
  const deadLetterTopic = matching(env, 'KAFKA_DEAD_LETTER_TOPIC', TOPIC, TOPIC_RULE) ?? `${topic}.dead-letter`;
  if (deadLetterTopic === topic) {
    throw new WrongSettings(
      'KAFKA_DEAD_LETTER_TOPIC',
      `found "${topic}", the usage topic itself: it would feed itself`,
    );
  }
  const group = matching(env, 'KAFKA_GROUP', /^\S{1,249}$/, 'a group name without spaces') ?? 'tallystick-ledger';
  const ssl = oneOf(env, 'KAFKA_SSL', ['false', 'true']) === 'true';
  const sasl = saslSettings(env);
  const brokers = brokerList(env);
  return brokers === null ? null : { brokers, topic, deadLetterTopic, group, ssl, sasl };
}

function brokerList(env: Environment): readonly string[] | null {
  const value = text(env, 'KAFKA_BROKERS');
  if (value === undefined) return null;
  const brokers = value.split(',').map((broker) => broker.trim());
  const wrong = brokers.find((broker) => {
    const port = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})$/.exec(broker)?.[1];
    return port === undefined || Number(port) < 1 || Number(port) > 65_535;
  });
  if (wrong !== undefined) {
    throw new WrongSettings('KAFKA_BROKERS', `found ${JSON.stringify(wrong)}, allowed: host:port, comma separated`);
  }
  return brokers;
}

function saslSettings(env: Environment): KafkaSettings['sasl'] {
  const username = text(env, 'KAFKA_SASL_USERNAME');
  const password = text(env, 'KAFKA_SASL_PASSWORD');
  if (text(env, 'KAFKA_SASL_MECHANISM') === undefined) {
    if (username === undefined && password === undefined) return null;
    throw new WrongSettings('KAFKA_SASL_MECHANISM', 'not set, but a name or password for SASL is');
  }
  const mechanism = oneOf(env, 'KAFKA_SASL_MECHANISM', ['plain', 'scram-sha-256', 'scram-sha-512']);
  if (username === undefined) throw new WrongSettings('KAFKA_SASL_USERNAME', `not set, but ${mechanism} needs it`);
  if (password === undefined) throw new WrongSettings('KAFKA_SASL_PASSWORD', `not set, but ${mechanism} needs it`);
  return { mechanism, username, password };
}
