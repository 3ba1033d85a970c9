import { createHash } from 'node:crypto';
import { InvalidCursor } from '../read-models-errors.js';

const CHECK_LENGTH = 16;

/**
 * Cursors are opaque texts: the place to read on, and a check over it, the ledger and the query. The check keeps a
 * cursor from being used with another query or ledger by mistake; it guards no secret, since a cursor can name nothing
 * that its bearer could not ask for.
 */
export function writeCursor(boundTo: readonly unknown[], place: readonly (string | number)[]): string {
  const text = place.join('.');
  return Buffer.from(`${text}.${check(boundTo, text)}`).toString('base64url');
}

/** @throws InvalidCursor not given out for this query */
export function readCursor(boundTo: readonly unknown[], cursor: string): readonly string[] {
  const bytes = Buffer.from(cursor, 'base64url');
  const parts = bytes.toString().split('.');
  const given = parts.pop();
  // decoding is lenient: only the one text that was given out is taken
  const asGiven = bytes.toString('base64url') === cursor;
  if (!asGiven || given !== check(boundTo, parts.join('.')))
    throw new InvalidCursor('the cursor does not belong to this query');
  return parts;
}

const check = (boundTo: readonly unknown[], text: string): string =>
  createHash('sha256')
    .update(JSON.stringify([boundTo, text]))
    .digest('base64url')
    .slice(0, CHECK_LENGTH);
