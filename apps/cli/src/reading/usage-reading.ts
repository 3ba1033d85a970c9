/** Where in the input something stands. For messages on the user's own terminal only: never sent anywhere. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A usage event as its CloudEvents JSON text, ready to be sent; `source` and `id` where they can be read. */
export interface UsageItem {
  readonly kind: 'event';
  readonly json: string;
  readonly source: string | null;
  readonly id: string | null;
  readonly place: Place;
}

/** A record of the input that cannot become a usage event: refused here with the code that the ledger would give. */
export interface RefusedItem {
  readonly kind: 'refused';
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly place: Place;
}

export type ReadItem = UsageItem | RefusedItem;

/** What was met on the way; grows while the items are read. */
export interface ReadReport {
  readonly files: number;
  readonly bytesTotal: number;
  bytesRead: number;
  lines: number;
  /** Messages that wait for the next import, because the input does not show their end yet. */
  open: number;
  /** Lines or messages that carry no usage, by reason. */
  readonly skipped: Map<string, number>;
}

/** The usage events of some files, in groups of bounded size. */
export interface UsageReading {
  readonly report: ReadReport;
  items(): AsyncIterable<readonly ReadItem[]>;
}

export function emptyReport(files: number, bytesTotal: number): ReadReport {
  return { files, bytesTotal, bytesRead: 0, lines: 0, open: 0, skipped: new Map() };
}

export function countSkipped(report: ReadReport, reason: string): void {
  report.skipped.set(reason, (report.skipped.get(reason) ?? 0) + 1);
}
