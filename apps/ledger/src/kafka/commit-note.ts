import { hash } from 'node:crypto';
import type { Position } from '@tallystick/ledger-store';
import type { SourceRecord } from '@tallystick/messaging';

/**
 * A commit by itself proves nothing: zombies commit, too, a ledger may have been lost or restored since, and the topic may
 * be another one of the same name. So each commit carries the ledger's id, the position at which the ledger held all that
 * was answered for, and a mark of the last record below the offset.
 */
export const commitNote = (ledgerId: string, position: Position, last: SourceRecord): string =>
  `${ledgerId}/${position}/${markOf(last)}`;

/** The mark that the note holds; undefined unless this ledger, complete up to `position`, stands behind the commit. */
export function vouchedMark(note: string, ledgerId: string, position: Position): string | undefined {
  const match = /^(.+)\/(\d+)\/([\w-]+)$/.exec(note);
  return match !== null && match[1] === ledgerId && BigInt(match[2]!) <= position ? match[3] : undefined;
}

/** Tells a record from whatever else may stand at its offset: SHA-256 of its time, key and value, base64url. */
export const markOf = ({ timestamp, key, value }: SourceRecord): string =>
  hash('sha256', [timestamp, textOf(key), textOf(value)].join('\n'), 'base64url');

const textOf = (bytes: Buffer | null): string => bytes?.toString('base64') ?? '';
