import type { Position } from '@tallystick/ledger-store';
import { InvalidCursor } from '../read-models-errors.js';
import { readCursor, writeCursor } from './cursor.js';
import type { Params } from './params.js';

/**
 * Conditions on `position` of a page of what is shown newest first: not after `asOfPosition`, and behind what the pages
 * before showed. Its cursor is the last position shown; what is shown only grows at the other end, so it holds for ever.
 * @throws InvalidCursor
 */
export function whereItGoesOn(
  boundTo: readonly unknown[],
  { asOfPosition, cursor }: { readonly asOfPosition?: Position; readonly cursor?: string },
  params: Params,
): string[] {
  const conditions: string[] = [];
  if (asOfPosition !== undefined) conditions.push(`position <= ${params.add(String(asOfPosition), 'bigint')}`);
  if (cursor !== undefined) {
    const [before] = readCursor(boundTo, cursor);
    if (before === undefined) throw new InvalidCursor('the cursor names no position');
    conditions.push(`position < ${params.add(before, 'bigint')}`);
  }
  return conditions;
}

/** @param rows one more than the page shows, where there are so many */
export function pageOf<Row extends { readonly position: string }>(
  boundTo: readonly unknown[],
  rows: readonly Row[],
  limit: number,
): { readonly page: readonly Row[]; readonly nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    page,
    nextCursor: last !== undefined && rows.length > limit ? writeCursor(boundTo, [last.position]) : null,
  };
}
