import { USAGE_VOIDED, type UsageDecisionEvent, type UsageVoidedData } from '@tallystick/events';
import { decided, refused, type Decision } from './decision.js';
import type { UsageState } from './usage-state.js';

export type VoidUsage = UsageVoidedData;

/** Final: a voided event can neither be voided nor corrected again. */
export function decideVoid(state: UsageState, command: VoidUsage): Decision<UsageDecisionEvent> {
  if (state.status === 'unknown') return refused('not-found', 'the ledger holds no usage event of this source and id');
  if (state.status === 'voided') return refused('already-voided', `the event was voided at position ${state.voidedAt}`);
  return decided({ type: USAGE_VOIDED, data: command });
}
