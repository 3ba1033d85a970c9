import type { Position } from '@tallystick/ledger-store';
import { readCursor, writeCursor } from '../query/cursor.js';
import { statedFilters } from '../query/subject-columns.js';
import type { Checkpoint, ExplainQuery } from '../read-models.js';
import { YEAR_1_MS, YEAR_9999_END_MS } from './cell.js';
import { InvalidCursor } from '../read-models-errors.js';
import type { EventPlace } from './cell-events.js';

/** Where on which cell a page begins. */
export interface ExplainPlace {
  /** Names the window. */
  readonly atMs: number;
  /** The cell is shown as it stood here. */
  readonly position: Position;
  /** Of the cell there; undefined: not known yet, null: there is none. */
  readonly value: bigint | null | undefined;
  /** Undefined: from the latest use on. */
  readonly after: EventPlace | undefined;
}

const NO_VALUE = 'none';
/** The check over a cursor is no secret: what it names is looked at again. */
const PLACE =
  /^(?<atMs>-?\d{1,15})\.(?<position>\d{1,18})\.(?<value>none|\d{1,38})\.(?<occurredUs>-?\d{1,18})\.(?<last>\d{1,18})$/;
/** Years 1 to 9999, as an event can name them. */
const isTime = (ms: number): boolean => ms >= YEAR_1_MS && ms <= YEAR_9999_END_MS;

/**
 * Like a board's, a cursor names the moment and the position whose numbers it shows, which the next question need not
 * repeat; what a ledger holds up to a position never changes, so it holds for ever.
 */
const boundTo = ({ filter, metric, time, tz }: ExplainQuery, ledgerId: string) => [
  'explain',
  ledgerId,
  statedFilters(filter),
  metric,
  'window' in time ? time.window : [time.fromMs, time.toMs],
  tz,
];

/** @throws InvalidCursor */
export function placeIn(query: ExplainQuery, now: Checkpoint): ExplainPlace {
  if (query.cursor === undefined) {
    const atMs = 'window' in query.time ? query.time.atMs : query.time.fromMs;
    return { atMs, position: query.asOfPosition ?? now.position, value: undefined, after: undefined };
  }
  const parts = readCursor(boundTo(query, now.ledgerId), query.cursor);
  const place = PLACE.exec(parts.join('.'))?.groups;
  const { atMs, position, value, occurredUs, last } = (place ?? {}) as Record<string, string>;
  if (place === undefined || !isTime(Number(atMs)) || !isTime(Number(occurredUs) / 1_000)) {
    throw new InvalidCursor('the cursor names no place');
  }
  return {
    atMs: Number(atMs),
    position: BigInt(position!) as Position,
    value: value === NO_VALUE ? null : BigInt(value!),
    after: { occurredUs: occurredUs!, position: last! },
  };
}

export const cursorBehind = (
  query: ExplainQuery,
  ledgerId: string,
  place: ExplainPlace & { after: EventPlace },
): string =>
  writeCursor(boundTo(query, ledgerId), [
    place.atMs,
    String(place.position),
    String(place.value ?? NO_VALUE),
    place.after.occurredUs,
    place.after.position,
  ]);
