import { canonicalJson, USAGE_CORRECTED } from '@tallystick/events';
import { USAGE_ADJUSTMENT_COLUMNS, USAGE_DECISION_COLUMNS } from '../schema/tables.js';
import { copyField, optionalCopyField } from '../sql/copy-text.js';
import type { SqlSession } from '../sql/sql-store.js';
import { countedVersions } from './counted-versions.js';
import { decideAdjustments } from './decide-adjustments.js';
import type { Adjustment, DecidedFact } from './decide-adjustments.js';
import type { DecisionFact } from './decision-fact.js';

/** Decisions looked up and written in one go. */
const DECISIONS_PER_CHUNK = 2_000;

/**
 * Writes decisions, and what they take off and put on; the page's audit rows must be there already. Gives back the
 * adjustments, chunk by chunk, for the boards.
 */
export async function* writeDecisions(
  session: SqlSession,
  schema: string,
  decisions: readonly DecisionFact[],
): AsyncGenerator<readonly Adjustment[]> {
  for (let from = 0; from < decisions.length; from += DECISIONS_PER_CHUNK) {
    const chunk = decisions.slice(from, from + DECISIONS_PER_CHUNK);
    const keys = new Set(chunk.map(({ event }) => event.data.eventKey));
    const versions = await countedVersions(session, schema, [...keys]);
    const { decided, adjustments } = decideAdjustments(chunk, versions);
    await session.copyIn(
      `${schema}.usage_decision (${USAGE_DECISION_COLUMNS.join(', ')})`,
      decided.map(decisionLine).join(''),
    );
    if (adjustments.length > 0) {
      await session.copyIn(
        `${schema}.usage_adjustment (${USAGE_ADJUSTMENT_COLUMNS.join(', ')})`,
        adjustments.map(adjustmentLine).join(''),
      );
    }
    yield adjustments;
  }
}

const NULL = '\\N';

/** One line of `COPY usage_decision`, in the order of USAGE_DECISION_COLUMNS. */
function decisionLine({ fact, takesEffect }: DecidedFact): string {
  const { type, data } = fact.event;
  const { tokens, attributes } = type === USAGE_CORRECTED ? data : {};
  return (
    `${fact.position}\t${fact.leafIndex}\t${new Date(fact.recordedAtMs).toISOString()}\t${type}\t${data.eventKey}\t` +
    `${takesEffect ? 't' : 'f'}\t${tokens?.input ?? NULL}\t${tokens?.output ?? NULL}\t${tokens?.cacheRead ?? NULL}\t` +
    `${tokens?.cacheWrite ?? NULL}\t${tokens?.reasoning ?? NULL}\t` +
    `${optionalCopyField(attributes === undefined ? null : canonicalJson(attributes))}\t` +
    `${copyField(data.reason)}\t${copyField(data.author)}\n`
  );
}

/** One line of `COPY usage_adjustment`, in the order of USAGE_ADJUSTMENT_COLUMNS. */
function adjustmentLine({ position, events, version, attributes, ...usage }: Adjustment): string {
  const { provider, model, team, project, activity, agent, session, automation, reportedCostUsd } = attributes;
  const stated = [provider, model, team, project, activity, agent, session, automation, reportedCostUsd];
  return (
    `${position}\t${events}\t${version.eventKey}\t${version.occurredAt}\t` +
    `${usage.input}\t${usage.output}\t${usage.cacheRead}\t${usage.cacheWrite}\t${usage.reasoning}\t` +
    `${copyField(usage.source)}\t${copyField(usage.actor)}\t${stated.map(optionalCopyField).join('\t')}\n`
  );
}
