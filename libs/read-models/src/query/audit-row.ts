import type { StoredClaim } from '../fold/decide-status.js';
import type { AuditRow, AuditStatus, Correction } from '../read-models.js';
import { canonicalTime, epochMicroseconds } from '../sql/epoch.js';
import { STORED_USAGE, usageOf } from '../sql/stored-usage.js';

/** A row of `usage_event` as AUDIT_COLUMNS select it. */
export interface StoredRow extends StoredClaim {
  position: string;
  leaf_index: string;
  recorded_ms: string;
  actor: string;
  first_of_key: boolean;
  status: AuditStatus;
}

export const AUDIT_COLUMNS = `position::text, leaf_index::text, ${epochMicroseconds('occurred_at')} as occurred_us, occurred_at_exact,
  (extract(epoch from recorded_at) * 1000)::bigint::text as recorded_ms, event_key, source, actor, ${STORED_USAGE},
  first_of_key, status::text as status`;

/** An event as it was recorded; `corrections` are those that took effect on it. */
export const auditRow = (row: StoredRow, corrections: readonly Correction[]): AuditRow => ({
  position: row.position,
  leafIndex: Number(row.leaf_index),
  eventKey: row.event_key,
  source: row.source,
  occurredAt: row.occurred_at_exact ?? canonicalTime(row.occurred_us),
  recordedAt: new Date(Number(row.recorded_ms)).toISOString(),
  actor: row.actor,
  ...usageOf(row),
  status: statusOf(row, corrections),
  corrections,
});

function statusOf(row: StoredRow, corrections: readonly Correction[]): AuditStatus {
  if (corrections.length === 0) return row.status;
  return corrections.some(({ type }) => type === 'UsageVoided') ? 'voided' : 'corrected';
}
