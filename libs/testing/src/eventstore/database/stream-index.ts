import { TOMBSTONE_REVISION, type RecordedEvent } from './recorded-event.js';
import { metastreamOf, retentionOf, type Retention } from './stream-metadata.js';

/** All placed events, by position and by stream and revision. */
export class StreamIndex {
  readonly all: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();

  add(event: RecordedEvent): void {
    this.all.push(event);
    const stream = this.streams.get(event.stream);
    if (stream === undefined) this.streams.set(event.stream, [event]);
    else stream.push(event);
  }

  /** Revisions are dense from 0, but for a tombstone at the end. */
  stream(name: string): readonly RecordedEvent[] {
    return this.streams.get(name) ?? [];
  }

  retention(stream: string): Retention {
    return retentionOf(this.stream(metastreamOf(stream)).at(-1));
  }
}

export const isTombstoned = (events: readonly RecordedEvent[]): boolean =>
  events.at(-1)?.revision === TOMBSTONE_REVISION;

/** Index of the first event at or behind a position; the length when there is none. */
export function indexAt(events: readonly RecordedEvent[], position: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (events[middle]!.position < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
