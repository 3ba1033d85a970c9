import { evolveUsage, UNKNOWN_USAGE } from '@tallystick/domain';
import type { KnownUsageState, UsageState } from '@tallystick/domain';
import type { CountedUsage } from './cell-sums.js';
import type { CountedVersion } from './counted-versions.js';
import type { DecisionFact } from './decision-fact.js';

/** What a decision takes off (events -1, tokens below zero) or puts on (events 1). */
export interface Adjustment extends CountedUsage {
  /** Of the decision. */
  readonly position: bigint;
  readonly events: 1 | -1;
  readonly version: CountedVersion;
  readonly attributes: KnownUsageState['attributes'];
}

export interface DecidedFact {
  readonly fact: DecisionFact;
  readonly takesEffect: boolean;
}

/**
 * Applies decisions in ledger order. A decision takes effect if and only if an event of its key stands before it and no
 * void between them: a pure function of the ledger, whoever wrote it.
 * @param versions by event key, as they stand before the first of these decisions; moved on
 */
export function decideAdjustments(
  decisions: readonly DecisionFact[],
  versions: Map<string, CountedVersion>,
): { readonly decided: readonly DecidedFact[]; readonly adjustments: readonly Adjustment[] } {
  const adjustments: Adjustment[] = [];
  const decided = decisions.map((fact) => {
    const { position, event } = fact;
    const version = versions.get(event.data.eventKey);
    // an event of the same page may stand behind the decision
    const state: UsageState = version !== undefined && version.position < position ? version.state : UNKNOWN_USAGE;
    const next = evolveUsage(state, event, position);
    if (version === undefined || next === state || state.status === 'unknown' || next.status === 'unknown') {
      return { fact, takesEffect: false };
    }
    const moved = { ...version, state: next };
    versions.set(event.data.eventKey, moved);
    adjustments.push(adjustment(position, -1, version));
    if (next.status !== 'voided') adjustments.push(adjustment(position, 1, moved));
    return { fact, takesEffect: true };
  });
  return { decided, adjustments };
}

function adjustment(position: bigint, events: 1 | -1, version: CountedVersion): Adjustment {
  const { source, actor } = version;
  const { tokens, attributes } = version.state;
  return {
    position,
    events,
    version,
    attributes,
    source,
    actor,
    // validated: an event always states its model
    model: attributes.model!,
    team: attributes.team,
    project: attributes.project,
    agent: attributes.agent,
    input: events * tokens.input,
    output: events * tokens.output,
    cacheRead: events * tokens.cacheRead,
    cacheWrite: events * tokens.cacheWrite,
    reasoning: events * tokens.reasoning,
  };
}
