import { randomUUID } from 'node:crypto';
import { decideAppend, type AppendDecision, type ExpectedRevision, type StreamState } from './decide-append.js';
import type { Frame } from './log-frame.js';
import type { LogFile } from './log-file.js';
import { RecentEvents } from './recent-events.js';
import { jsonEvent, TOMBSTONE_REVISION, type ProposedEvent, type RecordedEvent } from './recorded-event.js';
import { isSoftDeleted, metastreamOf, SOFT_DELETED } from './stream-metadata.js';
import { isTombstoned, type StreamIndex } from './stream-index.js';
import { statisticsEvent, type SystemEvent } from './system-events.js';

export type Change =
  { readonly kind: 'append'; readonly events: readonly ProposedEvent[] } | { readonly kind: 'delete' | 'tombstone' };

export type Outcome =
  | { readonly kind: 'stored'; readonly last: RecordedEvent | null }
  | Extract<AppendDecision, { kind: 'wrong-expected-revision' | 'stream-deleted' }>;

export interface WriterOptions {
  /** Ids that an append at ANY is compared with. */
  readonly recentIds: number;
  /** The server's own statistics are written after so many appends. */
  readonly appendsPerSystemEvent: number;
}

/** Decides changes one after the other, and gives what they store its place in the log. */
export class Writer {
  private readonly recent: RecentEvents;
  private appends = 0;

  constructor(
    private readonly log: LogFile,
    private readonly index: StreamIndex,
    private readonly options: WriterOptions,
  ) {
    this.recent = new RecentEvents(options.recentIds);
  }

  /** Frames that have to be on disk before the outcome is told are added to `frames`. */
  decide(stream: string, change: Change, expected: ExpectedRevision, frames: Frame[]): Outcome {
    const events = change.kind === 'append' ? change.events : [jsonEvent(randomUUID(), '$streamDeleted', '{}')];
    const state = this.stateOf(stream);
    const decision = decideAppend(stream, events, expected, state);
    if (decision.kind === 'already-stored') return { kind: 'stored', last: decision.last };
    if (decision.kind !== 'store') return decision;
    if (change.kind === 'delete') return { kind: 'stored', last: this.truncate(stream, SOFT_DELETED, frames) };
    const first = change.kind === 'tombstone' ? TOMBSTONE_REVISION : decision.firstRevision;
    const last = this.place(stream, events, first, frames);
    if (state.deleted === 'softly') this.truncate(stream, String(first), frames);
    this.appends += 1;
    if (this.appends % this.options.appendsPerSystemEvent === 0) this.system(statisticsEvent(this.appends), frames);
    return { kind: 'stored', last };
  }

  system({ stream, event }: SystemEvent, frames: Frame[]): RecordedEvent {
    return this.place(stream, [event], (this.index.stream(stream).at(-1)?.revision ?? -1n) + 1n, frames);
  }

  private truncate(stream: string, before: string, frames: Frame[]): RecordedEvent {
    const event = jsonEvent(randomUUID(), '$metadata', `{"$tb":${before}}`);
    return this.system({ stream: metastreamOf(stream), event }, frames);
  }

  private place(stream: string, events: readonly ProposedEvent[], first: bigint, frames: Frame[]): RecordedEvent {
    const createdMs = Date.now();
    const frame = this.log.place(
      events.map((event, n) => ({ ...event, stream, revision: first + BigInt(n), createdMs })),
    );
    frames.push(frame);
    for (const event of frame.events) {
      this.index.add(event);
      this.recent.add(event);
    }
    return frame.events.at(-1)!;
  }

  private stateOf(stream: string): StreamState {
    const events = this.index.stream(stream);
    const softly = isSoftDeleted(this.index.retention(stream));
    return {
      last: events.at(-1) ?? null,
      deleted: isTombstoned(events) ? 'for-ever' : softly ? 'softly' : 'no',
      at: (revision) => events[Number(revision)],
      recent: (id) => this.recent.get(id),
    };
  }
}
