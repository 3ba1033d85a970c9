import {
  canonicalUsage,
  eventKeyOf,
  eventKeyText,
  ledgerEventId,
  usageMetadata,
  validateUsageEvent,
  type CanonicalJson,
} from '@tallystick/events';
import { PARTITIONS } from './produce.js';

/** One bench event as the ledger would hold it. */
export interface ReadyUsage {
  readonly key: Buffer;
  readonly fingerprint: Buffer;
  readonly id: string;
  readonly data: CanonicalJson;
  readonly metadata: CanonicalJson;
  readonly occurredAt: string;
}

const FAR_FUTURE = Date.parse('2100-01-01');
const actors = new Map<string, string>();
/** Like those that a vault draws (base 32): whoever looks at one is put on record. */
const actorOf = (subject: string) => {
  let actor = actors.get(subject);
  if (actor === undefined) {
    const letters = actors.size.toString().replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!);
    actors.set(subject, (actor = `p_${letters.padStart(16, 'z')}`));
  }
  return actor;
};

export const partitionOf = (offset: number) => offset % PARTITIONS;
export const streamOf = (offset: number) => `intake-kafka.usage-events-${partitionOf(offset)}`;

/** Takes a payload event through all that a ledger event needs, for loads and floors that skip the intake. */
export function readyUsage(value: Buffer, offset: number, recordedAt: string): ReadyUsage {
  const verdict = validateUsageEvent(JSON.parse(value.toString()), FAR_FUTURE);
  if (!verdict.ok) throw new Error(`bench payload is refused: ${verdict.fault.detail}`);
  const { event } = verdict;
  const key = eventKeyOf(event.source, event.id);
  const usage = canonicalUsage(event, eventKeyText(key));
  const kafka = {
    topic: 'usage-events',
    partition: partitionOf(offset),
    offset: BigInt(Math.floor(offset / PARTITIONS)),
  };
  return {
    key,
    fingerprint: usage.fingerprint(),
    id: ledgerEventId(key),
    data: usage.recorded(actorOf(event.subject)),
    metadata: usageMetadata(recordedAt, kafka),
    occurredAt: event.occurredAt,
  };
}
