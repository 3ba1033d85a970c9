import { createHash } from 'node:crypto';
import type { DeadLetter } from './dead-letters.js';
import type { RecordHeaders } from './usage-source.js';

export interface DeadLetterMessage {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | string | (Buffer | string)[]>;
}

/** How much of the original is kept: first all, then without its value, at last nothing but hashes. */
export type Kept = 'all' | 'no-value' | 'hashes';

/** Header values are text; a broker's limit on a whole record is usually 1 MiB, details stay far below. */
const maxDetailChars = 1_000;

export function deadLetterMessage(letter: DeadLetter, atMs: number, kept: Kept): DeadLetterMessage {
  const { record } = letter;
  const original = kept === 'hashes' ? {} : definedHeaders(record.headers);
  const headers: DeadLetterMessage['headers'] = {
    ...original,
    dlq_code: letter.code,
    dlq_detail: letter.detail.slice(0, maxDetailChars),
    dlq_topic: letter.topic,
    dlq_partition: String(letter.partition),
    dlq_offset: record.offset,
    dlq_at: new Date(atMs).toISOString(),
  };
  if (kept !== 'all' && record.value !== null) headers['dlq_value_sha256'] = sha256(record.value);
  if (kept === 'hashes' && record.key !== null) headers['dlq_key_sha256'] = sha256(record.key);
  return {
    key: kept === 'hashes' ? null : record.key,
    value: kept === 'all' ? record.value : null,
    headers,
  };
}

/** Bytes of the original that go along, roughly. */
export function weightOfLetter({ record }: DeadLetter): number {
  let bytes = 500 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  for (const value of Object.values(record.headers ?? {})) {
    for (const one of [value].flat()) bytes += 50 + (one?.length ?? 0);
  }
  return bytes;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A header without a value becomes an empty one: kafkajs cannot write null there. No prototype: names are foreign. */
function definedHeaders(headers: RecordHeaders | undefined): DeadLetterMessage['headers'] {
  const defined = Object.create(null) as DeadLetterMessage['headers'];
  for (const [name, value] of Object.entries(headers ?? {})) {
    defined[name] = Array.isArray(value) ? value.map((one) => one ?? '') : (value ?? '');
  }
  return defined;
}
