import {
  BUCKETS,
  USAGE_CORRECTED,
  type CorrectableAttribute,
  type UsageCorrectedData,
  type UsageDecisionEvent,
} from '@tallystick/events';
import { decided, refused, type Decision } from './decision.js';
import type { KnownUsageState, UsageState } from './usage-state.js';

/** Tokens and attributes as asked for; what is not named stays. */
export type CorrectUsage = UsageCorrectedData;

/** A later correction replaces an earlier one, in what it names. */
export function decideCorrection(state: UsageState, command: CorrectUsage): Decision<UsageDecisionEvent> {
  if (state.status === 'unknown') return refused('not-found', 'the ledger holds no usage event of this source and id');
  if (state.status === 'voided') {
    return refused(
      'already-voided',
      `the event was voided at position ${state.voidedAt}: nothing more can be corrected`,
    );
  }
  if (changesNothing(state, command)) return refused('not-a-change', 'the event says all of this already');
  return decided({ type: USAGE_CORRECTED, data: command });
}

function changesNothing({ tokens, attributes }: KnownUsageState, command: CorrectUsage): boolean {
  const { tokens: newTokens = tokens, attributes: newAttributes = {} } = command;
  return (
    BUCKETS.every((bucket) => newTokens[bucket] === tokens[bucket]) &&
    Object.entries(newAttributes).every(([name, value]) => value === attributes[name as CorrectableAttribute])
  );
}
