import type { LedgerStore, NewEvent, NonEmpty, Revision } from '@tallystick/ledger-store';
import { USAGE_RECORDED } from '@tallystick/events';
import { readyUsage, streamOf } from './ready-usage.js';
import { PARTITIONS } from './produce.js';

const APPEND_EVENTS = 2_000;

/** Appends the load as the Kafka intake would, partition by partition. @returns when the first event's tokens were used */
export async function fillLedger(ledger: LedgerStore, values: Iterable<Buffer>): Promise<Date> {
  const ends = Array.from({ length: PARTITIONS }, () => -1n);
  let batch: NewEvent[] = [];
  let appended = 0;
  let first: string | undefined;
  const flush = async () => {
    const [head, ...rest] = batch;
    if (head === undefined) return;
    const partition = appended % PARTITIONS;
    const end = ends[partition] as bigint;
    const events: NonEmpty<NewEvent> = [head, ...rest];
    const { lastRevision } = await ledger.append(
      streamOf(partition),
      events,
      end < 0n ? 'no-stream' : (end as Revision),
    );
    ends[partition] = lastRevision;
    appended += 1;
    batch = [];
  };
  let offset = 0;
  for (const value of values) {
    const { id, data, metadata, occurredAt } = readyUsage(value, offset, new Date().toISOString());
    first ??= occurredAt;
    batch.push({ id, type: USAGE_RECORDED, data, metadata });
    offset += 1;
    if (batch.length === APPEND_EVENTS) await flush();
  }
  await flush();
  return new Date(first ?? 0);
}
