import { copyField, optionalCopyField } from '../sql/copy-text.js';
import type { UsageFact } from './usage-fact.js';

export type FoldedStatus = 'counted' | 'duplicate' | 'conflict';

/** One line of `COPY usage_event`, in the order of USAGE_EVENT_COLUMNS. */
export function auditLine(fact: UsageFact, status: FoldedStatus): string {
  const { atMicroseconds, exact } = sqlInstant(fact.occurredAt);
  return (
    `${fact.position}\t${fact.leafIndex}\t${atMicroseconds}\t${instantText(fact.recordedAtMs)}\t` +
    `${fact.input}\t${fact.output}\t${fact.cacheRead}\t${fact.cacheWrite}\t${fact.reasoning}\t` +
    `${status === 'counted' ? 't' : 'f'}\t${status}\t${fact.eventKey}\t${copyField(fact.source)}\t${copyField(fact.actor)}\t` +
    `${copyField(fact.provider)}\t${copyField(fact.model)}\t${optionalCopyField(fact.team)}\t${optionalCopyField(fact.project)}\t` +
    `${optionalCopyField(fact.activity)}\t${optionalCopyField(fact.agent)}\t${optionalCopyField(fact.session)}\t${optionalCopyField(fact.automation)}\t` +
    `${optionalCopyField(fact.reportedCostUsd)}\t${exact}\n`
  );
}

let lastMs = NaN;
let lastText = '';

/** A batch of the intake has one `recordedAt`: its text is made once. */
function instantText(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}

/** `2026-01-01T00:00:00.123456` */
const LENGTH_WITH_MICROSECONDS = 26;

/**
 * A canonical UTC time as timestamptz, cut (never rounded: it could land on the next day) to microseconds, with the
 * whole text beside where the database could not give it back.
 */
function sqlInstant(occurredAt: string): { atMicroseconds: string; exact: string } {
  const tooFine = occurredAt.length > LENGTH_WITH_MICROSECONDS + 1;
  const cut = tooFine ? `${occurredAt.slice(0, LENGTH_WITH_MICROSECONDS)}Z` : occurredAt;
  return { atMicroseconds: cut, exact: tooFine ? occurredAt : '\\N' };
}
