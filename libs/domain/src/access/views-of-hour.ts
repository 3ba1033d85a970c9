/** A look at one other person. Pseudonyms. */
export interface View {
  readonly viewer: string;
  readonly whose: string;
  readonly purpose: string;
}

const HOUR_MS = 3_600_000;
/** Views kept of an hour; beyond, all are forgotten and some are put on record again, which says nothing wrong. */
export const MAX_VIEWS_KEPT = 100_000;

/**
 * Which views of the present hour (of UTC) stand on record: a view goes on record once per viewer, person, purpose and
 * hour. Knows nothing when an hour begins, also one that lies behind the last: better twice than never.
 */
export class ViewsOfHour {
  #hour: number | undefined;
  readonly #recorded = new Set<string>();

  /** Whether this view must go on record before it is answered. */
  isNew(view: View, atMs: number): boolean {
    return this.#hour !== hourOf(atMs) || !this.#recorded.has(keyOf(view));
  }

  /** @param recordedAtMs when the ledger says it was recorded */
  add(view: View, recordedAtMs: number): void {
    const hour = hourOf(recordedAtMs);
    if (this.#hour !== hour || this.#recorded.size >= MAX_VIEWS_KEPT) this.#recorded.clear();
    this.#hour = hour;
    this.#recorded.add(keyOf(view));
  }
}

export const hourOf = (atMs: number): number => Math.floor(atMs / HOUR_MS);

const keyOf = ({ viewer, whose, purpose }: View): string => JSON.stringify([viewer, whose, purpose]);
