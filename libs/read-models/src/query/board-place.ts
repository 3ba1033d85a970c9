import type { Position } from '@tallystick/ledger-store';
import type { Checkpoint, LeaderboardQuery } from '../read-models.js';
import { InvalidCursor } from '../read-models-errors.js';
import { readCursor, writeCursor } from './cursor.js';

/** How long a board's cursor shows one consistent board. */
export const BOARD_CURSOR_MS = 60_000;
/** What a board needs to know beside the query. */
export interface BoardContext {
  readonly schema: string;
  readonly keptZone: string;
  readonly now: Checkpoint;
  /** Position of the last listing of a price; null: there is none. */
  readonly lastPriceAt: bigint | null;
  /** Position of the last event that could change a number. */
  readonly numbersAt: Position;
  readonly nowMs: number;
}

/** Where on which board a page begins. */
export interface Place {
  readonly atMs: number;
  /** The board is shown as it stood here. */
  readonly position: Position;
  /** Where the same numbers stood first, as far as is known: other events change no board. */
  readonly standing: Position;
  readonly issuedAtMs: number;
  /** Rows shown already. */
  readonly offset: number;
}

/** The cursor names the board; `at`, which defaults to the time of asking, may have gone on since. */
const boundTo = (query: LeaderboardQuery) => ['board', query.subject, query.metric, query.window, query.tz];

/** @throws InvalidCursor */
export function placeOf(query: LeaderboardQuery, context: BoardContext): Place {
  const at = (position: Position) => ({
    position,
    standing: position > context.numbersAt ? context.numbersAt : position,
  });
  if (query.cursor === undefined) {
    const { atMs, asOfPosition = context.now.position } = query;
    return { atMs, ...at(asOfPosition), issuedAtMs: context.nowMs, offset: 0 };
  }
  const [atMs, position, issuedAtMs, offset] = readCursor(boundTo(query), query.cursor);
  if (context.nowMs - Number(issuedAtMs) > BOARD_CURSOR_MS) {
    throw new InvalidCursor(`a board's cursor holds for ${BOARD_CURSOR_MS / 1000} s: ask for the first page again`);
  }
  return {
    atMs: Number(atMs),
    ...at(BigInt(position ?? 0) as Position),
    issuedAtMs: Number(issuedAtMs),
    offset: Number(offset),
  };
}

/** The cursor of the page that follows. */
export const cursorAfter = (query: LeaderboardQuery, place: Place): string =>
  writeCursor(boundTo(query), [place.atMs, String(place.position), place.issuedAtMs, place.offset + query.limit]);
