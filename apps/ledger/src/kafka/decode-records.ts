import { decodeKafkaRecord } from '@tallystick/events';
import type { DeadLetter, SourceRecord, TopicPartition } from '@tallystick/messaging';
import { prepareUsage, type PreparedUsage } from '../intake/prepared-usage.js';

/** What a slice of records holds: events on their way into the ledger, and dead letters. */
export interface DecodedRecords {
  readonly items: readonly PreparedUsage[];
  /** The record that `items[i]` came from. */
  readonly records: readonly SourceRecord[];
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
