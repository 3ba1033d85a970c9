import { decodeKafkaRecord } from '@tallystick/events';
import type { DeadLetter, SourceRecord, TopicPartition } from '@tallystick/messaging';
import { prepareUsage, type PreparedUsage } from '../intake/prepared-usage.js';

/** Events on their way into the ledger. */
export interface ClaimedRecords {
  readonly items: readonly PreparedUsage[];
  /** The record that `items[i]` came from. */
  readonly records: readonly SourceRecord[];
}

/** What a slice of records holds. */
export interface DecodedRecords extends ClaimedRecords {
  readonly letters: readonly DeadLetter[];
}

/** Decodes, validates and hashes. No record is ever left out: each becomes an item or a dead letter. */
export function decodeRecords(records: readonly SourceRecord[], { topic, partition }: TopicPartition): DecodedRecords {
  const items: PreparedUsage[] = [];
  const kept: SourceRecord[] = [];
  const letters: DeadLetter[] = [];
  for (const record of records) {
    const verdict = decodeKafkaRecord(record, Number(record.timestamp));
    if (verdict.ok) {
      items.push(prepareUsage(verdict.event, record.offset));
      kept.push(record);
    } else {
      const { code, detail, field } = verdict.fault;
      letters.push({ topic, partition, record, code, detail: field === undefined ? detail : `${field}: ${detail}` });
    }
  }
  return { items, records: kept, letters };
}

/** Cuts a fetch into slices that one turn of the lane takes. */
export function* slicesOf(
  records: readonly SourceRecord[],
  maxRecords: number,
  maxBytes: number,
): Generator<readonly SourceRecord[]> {
  let start = 0;
  let bytes = 0;
  for (let at = 0; at < records.length; at++) {
    const size = records[at]!.value?.length ?? 0;
    if (at > start && (at - start === maxRecords || bytes + size > maxBytes)) {
      yield records.slice(start, at);
      start = at;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < records.length) yield start === 0 ? records : records.slice(start);
}

/**
 * Cuts what was decoded so that no part holds two claims to one identity. The first claim of a part is then durable
 * before the next one is decided, and every dead letter is written against what nothing can change any more; a dead
 * letter against an append that fails would be a lie as soon as the other claim is recorded from elsewhere.
 */
export function* withoutRivals({ items, records }: ClaimedRecords): Generator<ClaimedRecords> {
  let start = 0;
  let claimed = new Map<string, Buffer>();
  for (let at = 0; at < items.length; at++) {
    const { keyText, fingerprint } = items[at]!;
    const earlier = claimed.get(keyText);
    if (earlier === undefined) claimed.set(keyText, fingerprint);
    else if (!earlier.equals(fingerprint)) {
      yield { items: items.slice(start, at), records: records.slice(start, at) };
      start = at;
      claimed = new Map([[keyText, fingerprint]]);
    }
  }
  if (start < items.length)
    yield start === 0 ? { items, records } : { items: items.slice(start), records: records.slice(start) };
}
