import { crc32 } from 'node:zlib';
import type { NumberedEvent, RecordedEvent } from './recorded-event.js';

/**
 * One append in the file, all or nothing: length and CRC-32 of the payload (4 bytes each, big-endian), then for each
 * event the lengths of header, data and metadata (4 bytes each) and these three.
 */
const FRAME_HEAD = 8;
const EVENT_HEAD = 12;

interface Header {
  readonly stream: string;
  /** Decimal. */
  readonly revision: string;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly createdMs: number;
}

export interface Frame {
  readonly bytes: Buffer;
  readonly events: readonly RecordedEvent[];
}

/** The frame that lies at `offset` of the file. */
export function encodeFrame(events: readonly NumberedEvent[], offset: number): Frame {
  const recorded: RecordedEvent[] = [];
  const parts: Buffer[] = [];
  let position = offset + FRAME_HEAD;
  for (const event of events) {
    const { stream, revision, id, type, contentType, createdMs } = event;
    const header = Buffer.from(
      JSON.stringify({ stream, revision: String(revision), id, type, contentType, createdMs } satisfies Header),
    );
    const head = Buffer.alloc(EVENT_HEAD);
    head.writeUInt32BE(header.length, 0);
    head.writeUInt32BE(event.data.length, 4);
    head.writeUInt32BE(event.metadata.length, 8);
    parts.push(head, header, Buffer.from(event.data), Buffer.from(event.metadata));
    recorded.push({ ...event, position });
    position += EVENT_HEAD + header.length + event.data.length + event.metadata.length;
  }
  const payload = Buffer.concat(parts);
  const head = Buffer.alloc(FRAME_HEAD);
  head.writeUInt32BE(payload.length, 0);
  head.writeUInt32BE(crc32(payload), 4);
  return { bytes: Buffer.concat([head, payload]), events: recorded };
}

/**
 * The frame at `offset` of a file's bytes, or null when the file ends within it: it was never acknowledged.
 * @throws Error when a whole frame is damaged
 */
export function decodeFrame(file: Buffer, offset: number): { events: RecordedEvent[]; end: number } | null {
  if (offset + FRAME_HEAD > file.length) return null;
  const end = offset + FRAME_HEAD + file.readUInt32BE(offset);
  if (end > file.length) return null;
  const payload = file.subarray(offset + FRAME_HEAD, end);
  if (crc32(payload) !== file.readUInt32BE(offset + 4)) {
    if (end === file.length) return null;
    throw new Error(`the fake event store's log is damaged at offset ${offset}: start it with an empty folder`);
  }
  return { events: eventsOf(payload, offset + FRAME_HEAD), end };
}

function eventsOf(payload: Buffer, offset: number): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let at = 0;
  while (at < payload.length) {
    const position = offset + at;
    const lengths = [0, 4, 8].map((field) => payload.readUInt32BE(at + field));
    at += EVENT_HEAD;
    const [header, data, metadata] = lengths.map((length) => payload.subarray(at, (at += length)));
    const { revision, ...rest } = JSON.parse(header!.toString()) as Header;
    events.push({ ...rest, revision: BigInt(revision), data: data!, metadata: metadata!, position });
  }
  return events;
}
