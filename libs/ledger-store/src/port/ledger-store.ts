import type { CanonicalJson } from '@tallystick/events';

/** Place in the ledger's one total order. Opaque: ordered as an integer, may have gaps. 0n stands before the first. */
export type Position = bigint & { readonly __brand: 'Position' };
/** Index of an event in its stream: 0, 1, 2 ... without gaps. */
export type Revision = bigint & { readonly __brand: 'Revision' };
export const START = 0n as Position;

/** Bytes of one event's entry, which the log writes in 16 bits. */
export const MAX_ENTRY_BYTES = 65_535;

/** SHA-256, in lower-case hex, of the bytes that the store holds: of the data and of the metadata, each by itself. */
export interface RawBytes {
  readonly data: string;
  readonly metadata: string;
}

export interface NewEvent {
  /** UUID in lower case. */
  readonly id: string;
  readonly type: string;
  readonly data: CanonicalJson;
  readonly metadata: CanonicalJson;
}

export interface LedgerEvent {
  readonly position: Position;
  readonly id: string;
  readonly stream: string;
  readonly revision: Revision;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** UTF-8 of the canonical JSON of {data, id, metadata, revision, stream, type}: the log's leaf. */
  readonly entry: Uint8Array;
  /**
   * Set on an event that this program did not append: of a foreign stream, not canonical JSON objects, or too large for
   * an entry. `data` and `metadata` are then empty, and the entry is of {id, raw, revision, stream, type}, where a stream
   * or type of over 1,024 characters stands as `sha256:` and its hash. Such an event counts for nothing and stops nobody.
   */
  readonly raw?: RawBytes | undefined;
}

export interface Appended {
  readonly firstRevision: Revision;
  readonly lastRevision: Revision;
  /** Of each event, in order; undefined where the store does not say (then read the stream back). */
  readonly positions?: readonly Position[];
  /** The ledger's last position just before this append, where the store knows it inside the same step. */
  readonly previousTail?: Position;
}

export interface LedgerPage {
  readonly events: readonly LedgerEvent[];
  /**
   * Read on after this. Equals the request's `after` when nothing was there; may lie behind the last event, and the page
   * may be empty before the end, where the store's own events were passed over.
   */
  readonly last: Position;
  /** True when nothing lay behind `last` at the time of reading. */
  readonly atEnd: boolean;
}

export type ExpectedRevision = 'no-stream' | Revision;
export type NonEmpty<T> = readonly [T, ...T[]];

/** The append-only ledger: one total order by position; a page is complete up to its end. */
export interface LedgerStore {
  /** Identity of this ledger: a projection's checkpoint belongs to exactly one ledger. */
  readonly ledgerId: string;

  /**
   * Appends in one atomic step. Resolves only when the events survive a power cut.
   *
   * Idempotent: when the events that directly follow `expected` in the stream have exactly these ids in this order,
   * nothing is stored and the original revisions are answered (without `previousTail`), even when later events exist.
   * The id alone decides; data and metadata are not compared. Anything else at an occupied revision, also a partial
   * overlap, is WrongExpectedRevision.
   *
   * Programmer errors throw TypeError at once: no events, the same id twice in one call, a stream name that is empty,
   * begins with `$`, has a NUL or is over 512 bytes of UTF-8.
   * @param expected the stream's last revision, or 'no-stream'
   * @throws WrongExpectedRevision nothing was stored
   * @throws OutcomeUnknown it may or may not be stored: read the stream's end before doing anything else
   * @throws LedgerUnavailable nothing was stored; try again later
   * @throws AppendTooLarge nothing was stored; see `maxAppendBytes` and, for each event, `MAX_ENTRY_BYTES`
   */
  append(stream: string, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended>;

  /** Events of one stream. A missing stream yields nothing. `from` inclusive. @throws LedgerUnavailable */
  readStream(
    stream: string,
    options: {
      readonly from: Revision | 'start' | 'end';
      readonly direction: 'forwards' | 'backwards';
      readonly limit: number;
    },
  ): AsyncIterable<LedgerEvent>;

  /**
   * A page in total order of at most `limit` events, never one of the store's own (`$...`).
   * @param options.after exclusive: START, or a position that this ledger gave out. There is no counting with positions
   * @throws LedgerUnavailable
   * @throws UnknownPosition it lies beyond the ledger's end, or (where the store can tell) no event begins there
   */
  readAll(options: { readonly after: Position; readonly limit: number }): Promise<LedgerPage>;

  /** The event at exactly this position; undefined when none begins there. @throws LedgerUnavailable */
  eventAt(position: Position): Promise<LedgerEvent | undefined>;

  /** Position of the last event that is not the store's own; START when empty. @throws LedgerUnavailable */
  tail(): Promise<Position>;

  /** Calls `wake` after appends, also those of other processes; a hint only: may be late, merged, needless or lost. */
  onAppended(wake: () => void): () => void;

  /** Bytes that one append may carry: the sum of its canonical entries. */
  readonly maxAppendBytes: number;

  close(): Promise<void>;
}
