import { Partitioners, type Producer } from 'kafkajs';
import { deadLetterMessage, weightOfLetter, type Kept } from '../port/dead-letter-headers.js';
import { DeadLettersUnavailable, type DeadLetter, type DeadLetters } from '../port/dead-letters.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';

export interface KafkaDeadLettersOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly clock?: () => number;
}

/** One request's bytes and records: below a broker's usual limit of 1 MiB a record batch. */
const maxSendBytes = 512 * 1024;
const maxSendLetters = 500;
/** About 10 s of tries; then the intake pauses the partition and asks again. */
const sendRetries = 8;
/** -1: every in-sync replica has it. */
const acksOfAll = -1;

/**
 * Dead letters in a Kafka topic. The producer is not idempotent: dead letters are unique by (topic, partition, offset)
 * anyway, and a plain one needs no coordinator, which is the slowest part to come back after a broker's restart.
 */
export function kafkaDeadLetters(options: KafkaDeadLettersOptions): DeadLetters {
  const { connection, topic, clock = Date.now } = options;
  const producer = connectKafka(connection, sendRetries).producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  let connected: Promise<void> | undefined;

  return {
    async send(letters) {
      try {
        connected ??= producer.connect();
        await connected;
        for (const group of groupsOf(letters)) await sendGroup(producer, topic, group, clock());
      } catch (error) {
        connected = undefined;
        throw new DeadLettersUnavailable(`dead letters are not acknowledged: ${(error as Error).message}`, {
          cause: error,
        });
      }
    },
    async close() {
      await producer.disconnect();
    },
  };
}

function* groupsOf(letters: readonly DeadLetter[]): Generator<readonly DeadLetter[]> {
  let group: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const weight = weightOfLetter(letter);
    if (group.length > 0 && (group.length === maxSendLetters || bytes + weight > maxSendBytes)) {
      yield group;
      group = [];
      bytes = 0;
    }
    group.push(letter);
    bytes += weight;
  }
  if (group.length > 0) yield group;
}

/** A group that is too large is halved; a single letter that is too large loses its value, at last all but hashes. */
async function sendGroup(
  producer: Producer,
  topic: string,
  letters: readonly DeadLetter[],
  atMs: number,
  kept: Kept = 'all',
): Promise<void> {
  try {
    const messages = letters.map((letter) => deadLetterMessage(letter, atMs, kept));
    await producer.send({ topic, acks: acksOfAll, messages });
  } catch (error) {
    if (!isTooLarge(error) || kept === 'hashes') throw error;
    if (letters.length === 1) {
      await sendGroup(producer, topic, letters, atMs, kept === 'all' ? 'no-value' : 'hashes');
      return;
    }
    const middle = letters.length >> 1;
    await sendGroup(producer, topic, letters.slice(0, middle), atMs, kept);
    await sendGroup(producer, topic, letters.slice(middle), atMs, kept);
  }
}

const tooLargeTypes = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

function isTooLarge(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (tooLargeTypes.has((at as { type?: string }).type ?? '')) return true;
  }
  return false;
}
