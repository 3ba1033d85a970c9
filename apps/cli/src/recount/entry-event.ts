import type { LedgerEvent, Position, RawBytes, Revision } from '@tallystick/ledger-store';
import { CliFailure } from '../failure.js';

interface Entry {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Of an event that is not ours. */
  readonly raw?: RawBytes;
}

/** The ledger's event that a log entry stands for. The log knows no positions: the order of the leaves takes their place. */
export function entryEvent(leafIndex: number, bytes: Uint8Array): LedgerEvent {
  const { id, stream, revision, type, data = {}, metadata = {}, raw } = parsed(leafIndex, bytes);
  const position = BigInt(leafIndex + 1) as Position;
  return { position, id, stream, revision: BigInt(revision) as Revision, type, data, metadata, raw, entry: bytes };
}

function parsed(leafIndex: number, bytes: Uint8Array): Entry {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as Entry;
  } catch {
    throw new CliFailure(`entry ${leafIndex} of the log is not an event of a Tallystick ledger: is this another log?`);
  }
}
