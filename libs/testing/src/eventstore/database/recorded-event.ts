/** An event as a client proposes it. */
export interface ProposedEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event that has its place in a stream. */
export interface NumberedEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly createdMs: number;
}

/** An event that also has its place in the log. */
export interface RecordedEvent extends NumberedEvent {
  /** Offset of the event's bytes in the log file: ordered, with gaps. Commit and prepare position are the same. */
  readonly position: number;
}

/** Revision of the record that ends a stream for ever. */
export const TOMBSTONE_REVISION = 9_223_372_036_854_775_807n;

/** Streams and types of the server itself begin with this. */
export const isSystemName = (name: string): boolean => name.startsWith('$');

/** What counts against the limit of one append: EventStoreDB 24 and later; 23.10 counts the data only. */
export const sizeOf = ({ type, data, metadata }: ProposedEvent): number =>
  data.length + metadata.length + 2 * type.length;

export const jsonEvent = (id: string, type: string, json: string): ProposedEvent => ({
  id,
  type,
  contentType: 'application/json',
  data: Buffer.from(json),
  metadata: Buffer.alloc(0),
});
