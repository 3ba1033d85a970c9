import type { Amount, Metric, Subject, Window } from '../api/answers.js';

/** A number on a page that can be traced back to its events. */
export interface Cell {
  readonly subject: Subject;
  /** null: events that state no such attribute. */
  readonly key: string | null;
  readonly metric: Metric;
  readonly window: Window;
  /** A date or RFC 3339 time inside the window; absent: now. */
  readonly at?: string;
  /** Absent: the zone in which the service keeps its windows. */
  readonly tz?: string;
  /** As shown where it was opened. */
  readonly value: Amount | null;
}

/** One event of the audit trail, and its proof. */
export interface EventCell {
  readonly eventKey: string;
  readonly position: string;
}
