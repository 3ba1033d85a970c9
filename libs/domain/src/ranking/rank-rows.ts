import { compareUtf8 } from './compare-utf8.js';

export interface RankableRow {
  /** null: what states no such attribute. */
  readonly subject: string | null;
  /** null: nothing known (a cost without prices); ranks below every number. */
  readonly value: bigint | null;
}
export type Ranked<Row> = Row & { readonly rank: number };

/**
 * Standard competition ranking (1, 2, 2, 4): value descending; equal values share a rank and are listed by subject in
 * UTF-8 byte order, the null subject last. Gives new rows back in board order; the input stays as it is.
 */
export function rankRows<Row extends RankableRow>(rows: readonly Row[]): Ranked<Row>[] {
  let rank = 0;
  let previous: bigint | null | undefined;
  return [...rows].sort(compareRows).map((row, index) => {
    if (row.value !== previous) rank = index + 1;
    previous = row.value;
    return { ...row, rank };
  });
}

/** Order of a board: negative when `one` stands above `other`. */
export function compareRows(one: RankableRow, other: RankableRow): number {
  if (one.value !== other.value) {
    if (one.value === null) return 1;
    if (other.value === null) return -1;
    return one.value > other.value ? -1 : 1;
  }
  if (one.subject === other.subject) return 0;
  if (one.subject === null) return 1;
  if (other.subject === null) return -1;
  return compareUtf8(one.subject, other.subject);
}
