import type { Database } from '../database/database.js';
import { isTombstoned } from '../database/stream-index.js';
import { isKept, isSoftDeleted } from '../database/stream-metadata.js';
import type { RecordedEvent } from '../database/recorded-event.js';

/** What a read of a stream shows. */
export type StreamView =
  | { readonly kind: 'found'; readonly events: readonly RecordedEvent[] }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'deleted' };

export function viewStream(database: Database, stream: string): StreamView {
  // The metadata of a stream that is gone for ever is gone with it.
  const gone = [stream, stream.startsWith('$$') ? stream.slice(2) : stream];
  if (gone.some((name) => isTombstoned(database.stream(name)))) return { kind: 'deleted' };
  const events = database.stream(stream);
  const retention = database.retention(stream);
  if (events.length === 0 || isSoftDeleted(retention)) return { kind: 'not-found' };
  const last = events.at(-1)!.revision;
  const nowMs = Date.now();
  return Object.keys(retention).length === 0
    ? { kind: 'found', events }
    : { kind: 'found', events: events.filter((event) => isKept(event, last, retention, nowMs)) };
}
