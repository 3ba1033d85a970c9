import {
  conflictEventId,
  ledgerEventId,
  usageMetadata,
  USAGE_CONFLICTED,
  USAGE_RECORDED,
  type CanonicalJson,
} from '@tallystick/events';
import type { NewEvent, NonEmpty } from '@tallystick/ledger-store';
import type { PlannedWrite } from './decide-batch.js';
import type { PreparedUsage } from './prepared-usage.js';

/** Where a batch's records came from; undefined for HTTP. */
export interface KafkaOrigin {
  readonly topic: string;
  readonly partition: number;
}

/** Room for one event's id, type, revision and framing in the store; its stream's name comes on top. */
const envelopeBytes = 160;

/** Turns writes into ledger events, in order. `recordedAt` is the same for the whole batch. */
export function toLedgerEvents(
  writes: readonly PlannedWrite[],
  actors: readonly string[],
  recordedAt: string,
  origin: KafkaOrigin | undefined,
): NewEvent[] {
  const metadataOf = origin === undefined ? httpMetadata(recordedAt) : kafkaMetadata(recordedAt, origin);
  const events = new Array<NewEvent>(writes.length);
  for (let at = 0; at < writes.length; at++) {
    const { item, kind } = writes[at]!;
    const actor = actors[at]!;
    const metadata = metadataOf(item);
    events[at] =
      kind === 'recorded'
        ? { id: ledgerEventId(item.key), type: USAGE_RECORDED, data: item.canonical.recorded(actor), metadata }
        : {
            id: conflictEventId(item.key, item.fingerprint),
            type: USAGE_CONFLICTED,
            data: item.canonical.conflicted(actor, item.fingerprint.toString('base64url')),
            metadata,
          };
  }
  return events;
}

function httpMetadata(recordedAt: string): () => CanonicalJson {
  const metadata = usageMetadata(recordedAt);
  return () => metadata;
}

/** Only the offset differs within a batch: the rest is written once. A topic's name holds no quotes. */
function kafkaMetadata(recordedAt: string, { topic, partition }: KafkaOrigin): (item: PreparedUsage) => CanonicalJson {
  const [before, after] = usageMetadata(recordedAt, { topic, partition, offset: 0n }).split('"offset":"0"');
  return (item) => `${before}"offset":"${item.kafkaOffset}"${after}` as CanonicalJson;
}

/** Cuts a stream's events into appends that stay under both bounds, in order. One alone may be over `maxBytes`. */
export function* appendChunks(
  stream: string,
  events: readonly NewEvent[],
  maxEvents: number,
  maxBytes: number,
): Generator<NonEmpty<NewEvent>> {
  const envelope = envelopeBytes + Buffer.byteLength(stream);
  if (events.length <= maxEvents && surelyBelow(events, envelope, maxBytes)) {
    if (events.length > 0) yield cut(events, 0, events.length);
    return;
  }
  let start = 0;
  let bytes = 0;
  for (let at = 0; at < events.length; at++) {
    const event = events[at]!;
    const size = envelope + Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
    if (at > start && (at - start === maxEvents || bytes + size > maxBytes)) {
      yield cut(events, start, at);
      start = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < events.length) yield cut(events, start, events.length);
}

/** A UTF-16 unit takes 3 bytes of UTF-8 at most: spares measuring each event of a usual batch. */
function surelyBelow(events: readonly NewEvent[], envelope: number, maxBytes: number): boolean {
  let bytes = envelope * events.length;
  for (const { data, metadata } of events) bytes += 3 * (data.length + metadata.length);
  return bytes <= maxBytes;
}

const cut = (events: readonly NewEvent[], from: number, to: number): NonEmpty<NewEvent> =>
  (from === 0 && to === events.length ? events : events.slice(from, to)) as unknown as NonEmpty<NewEvent>;
