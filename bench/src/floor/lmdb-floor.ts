import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalEntry, USAGE_RECORDED } from '@tallystick/events';
import { open } from 'lmdb';
import { PARTITIONS } from '../measure/produce.js';
import { readyUsage, streamOf } from '../measure/ready-usage.js';

const OPTIONS = { keyEncoding: 'binary', encoding: 'binary' } as const;

interface Row {
  readonly entry: Buffer;
  readonly key: Buffer;
  readonly fingerprint: Buffer;
}

const positionKey = (position: number) => {
  const key = Buffer.allocUnsafe(8);
  key.writeBigUInt64BE(BigInt(position));
  return key;
};

function rowOf(value: Buffer, offset: number): Row {
  const { key, fingerprint, id, data, metadata } = readyUsage(value, offset, new Date().toISOString());
  const place = { id, stream: streamOf(offset), revision: BigInt(offset), type: USAGE_RECORDED };
  return { entry: Buffer.from(canonicalEntry({ ...place, data, metadata })), key, fingerprint };
}

/**
 * The floor of the intake: bare LMDB batch appends of the same bytes with the same indexes (events by position, streams,
 * identity in an environment without fsync) and one fsync a batch; nothing decoded, decided or checked. What is
 * appended is made outside the clock.
 * @returns events a second
 */
export async function lmdbFloor(dir: string, values: Iterable<Buffer>, batchEvents: number): Promise<number> {
  mkdirSync(dir, { recursive: true });
  const ledger = open({ path: join(dir, 'ledger'), maxDbs: 4, overlappingSync: false });
  const events = ledger.openDB({ name: 'events', ...OPTIONS });
  const streams = ledger.openDB({ name: 'streams', ...OPTIONS });
  const index = open({ path: join(dir, 'identity'), noSync: true, ...OPTIONS });
  let position = 0;
  let spentMs = 0;
  const append = async (rows: readonly Row[]) => {
    const started = performance.now();
    await ledger.transaction(() => {
      for (const row of rows) {
        const at = positionKey(++position);
        void events.put(at, row.entry);
        void streams.put(Buffer.concat([Buffer.from([position % PARTITIONS]), at]), at);
      }
    });
    const first = position - rows.length;
    await index.transaction(() => {
      rows.forEach((row, i) => void index.put(row.key, Buffer.concat([positionKey(first + i + 1), row.fingerprint])));
    });
    spentMs += performance.now() - started;
  };
  let rows: Row[] = [];
  for (const value of values) {
    rows.push(rowOf(value, position + rows.length));
    if (rows.length === batchEvents) {
      await append(rows);
      rows = [];
    }
  }
  if (rows.length > 0) await append(rows);
  await Promise.all([ledger.close(), index.close()]);
  return position / (spentMs / 1_000);
}
