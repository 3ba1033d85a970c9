import type { NewEvent } from './ledger-store.js';

export const MAX_STREAM_NAME_BYTES = 512;

/** What every adapter refuses before it touches its store: a caller's mistake, not a state of the ledger. */
export function assertAppendRequest(stream: string, events: readonly NewEvent[]): void {
  assertStreamName(stream);
  if (events.length === 0) throw new TypeError(`append to ${stream}: no events`);
  if (events.length === 1) return;
  const ids = new Set<string>();
  for (const event of events) ids.add(event.id);
  if (ids.size < events.length) throw new TypeError(`append to ${stream}: the same event id twice in one call`);
}

function assertStreamName(stream: string): void {
  const bytes = Buffer.byteLength(stream);
  if (bytes === 0 || bytes > MAX_STREAM_NAME_BYTES || stream.includes('\0') || stream.startsWith('$')) {
    throw new TypeError(
      `stream name of ${bytes} bytes: 1-${MAX_STREAM_NAME_BYTES} bytes, no NUL, not beginning with $, are needed`,
    );
  }
}
