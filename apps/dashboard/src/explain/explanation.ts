import type { Amount, AsOf, AuditRow, Bucket } from '../api/answers.js';
import type { Parameters } from '../api/client.js';
import type { Cell } from './cell.js';

/** What stands behind a number: `GET /v1/explain`, page by page. */
export interface Explanation {
  readonly value: Amount | null;
  /** Every event that is, or ever was, in the cell: latest use first. */
  readonly events: readonly ExplainedEvent[];
  /** Only of costs. */
  readonly prices: readonly ExplainedPrice[];
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}

export interface ExplainedEvent extends AuditRow {
  /** What it adds to the number; 0 when corrections took it out, null without a price. */
  readonly contribution: Amount | null;
}

/** A price in force for some of the events. */
export interface ExplainedPrice {
  /** Ledger position of the decision. */
  readonly position: string;
  readonly provider: string;
  readonly model: string;
  readonly from: string;
  readonly to?: string | null;
  /** Nano-USD a million tokens. */
  readonly perMillion: Readonly<Partial<Record<Bucket, Amount | null>>>;
  readonly source: string;
}

/** The cell as a question; an empty filter asks for the events that state none. */
export function questionOf({ filter, metric, time, tz }: Cell): Parameters {
  const stated = Object.entries(filter).map(([name, key]) => [name, key ?? '']);
  return { ...Object.fromEntries(stated), metric, ...time, tz };
}
