import { Params } from '../query/params.js';
import { numberArray } from '../sql/array-literal.js';
import type { SqlSession } from '../sql/sql-store.js';

const DAY_MS = 86_400_000;

/** Days since 1970 in UTC: of no calendar, so that it holds for any year and whatever `TALLYSTICK_TZ` is. */
export const utcDayOf = (ms: number): number => Math.floor(ms / DAY_MS);

interface Stretch {
  readonly day: number;
  readonly first: bigint;
  last: bigint;
}

/** Between which positions the events of each day stand: gathered while pages are folded, written once at the end. */
export class UsageDays {
  private readonly stretches = new Map<number, Stretch>();
  /** Mostly an event is of the same day as the one before. */
  private latest: Stretch | undefined;

  constructor(
    private readonly session: SqlSession,
    private readonly schema: string,
  ) {}

  /** In ledger order. */
  add(occurredAtMs: number, position: bigint): void {
    const day = utcDayOf(occurredAtMs);
    if (this.latest?.day !== day) {
      this.latest = this.stretches.get(day) ?? { day, first: position, last: position };
      this.stretches.set(day, this.latest);
    }
    this.latest.last = position;
  }

  /** Positions only grow: what a day began with stays. */
  async finish(): Promise<void> {
    if (this.stretches.size === 0) return;
    const params = new Params();
    const list = (pick: (stretch: Stretch) => number | bigint, type: string) =>
      params.add(numberArray([...this.stretches.values()].map(pick)), type);
    const columns = [
      list(({ day }) => day, 'integer[]'),
      list(({ first }) => first, 'bigint[]'),
      list(({ last }) => last, 'bigint[]'),
    ];
    await this.session.query(
      `insert into ${this.schema}.usage_day (utc_day, first_position, last_position)
       select * from unnest(${columns.join(', ')})
       on conflict (utc_day) do update set last_position = excluded.last_position`,
      params.values,
    );
  }
}
