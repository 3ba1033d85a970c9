import { EntryTexts } from '../entry/entry-text.js';
import { AppendTooLarge } from '../port/ledger-errors.js';
import type { ExpectedRevision, NewEvent } from '../port/ledger-store.js';
import { SERVER_MAX_APPEND_BYTES } from './store-limits.js';

/**
 * What the server counts of an append is less than its entries, which hold the same data, metadata and type and more
 * besides; only a very long type is counted dearer there, at two bytes a character.
 * @returns bytes of the entries
 * @throws AppendTooLarge
 */
export function measureAppend(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): number {
  const texts = new EntryTexts(stream);
  let revision = expected === 'no-stream' ? 0n : expected + 1n;
  let bytes = 0;
  for (const event of events) {
    const entryBytes = Buffer.byteLength(texts.toAppend(event, revision++));
    bytes += entryBytes + Math.max(0, serverBytes(event) - entryBytes);
  }
  if (bytes > SERVER_MAX_APPEND_BYTES) throw new AppendTooLarge(bytes, SERVER_MAX_APPEND_BYTES);
  return bytes;
}

const serverBytes = ({ data, metadata, type }: NewEvent): number =>
  Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * type.length;
