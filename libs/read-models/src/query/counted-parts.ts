/** A table that holds rows that count, and how its rows are counted. */
export interface CountedPart {
  readonly table: string;
  readonly where: string;
  /** Events that a group of rows stands for. */
  readonly events: string;
}

/**
 * What counts: the first event of each key as recorded, and what decisions took off and put on since. Both have the
 * columns of a usage event; a condition on these and on `position` means the same to both. Each is summed by itself, so
 * that the large one costs no more than it did alone.
 */
export const countedParts = (schema: string): readonly [CountedPart, CountedPart] => [
  { table: `${schema}.usage_event`, where: 'first_of_key', events: 'count(*)' },
  { table: `${schema}.usage_adjustment`, where: 'true', events: 'sum(events)' },
];
