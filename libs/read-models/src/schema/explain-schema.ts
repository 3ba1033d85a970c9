/**
 * Version 5: what stands behind a number is asked by time, so one person's events are found by time. The audit trail of one
 * person takes the same index and sorts what it finds. No column, and no index more: see docs/adr, "Explain".
 */
export const explainSchema = (schema: string): readonly string[] => [
  `drop index ${schema}.usage_event_actor`,
  `create index usage_event_actor on ${schema}.usage_event (actor, occurred_at)`,
];
