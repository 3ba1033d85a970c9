import { USAGE_VOIDED, type UsageDecisionEvent } from '@tallystick/events';
import type { UsageState } from './usage-state.js';

/**
 * What a usage event stands at after the next decision of the ledger's order. The very same state comes back when the
 * decision takes no effect: nothing was recorded under its key before it, or the event is voided. No decision of our own
 * is like that, but a ledger may hold one by another hand, and every replay must agree on it.
 */
export function evolveUsage(state: UsageState, decision: UsageDecisionEvent, position: bigint): UsageState {
  if (state.status === 'unknown' || state.status === 'voided') return state;
  if (decision.type === USAGE_VOIDED) return { ...state, status: 'voided', voidedAt: position };
  const { tokens, attributes } = decision.data;
  return {
    ...state,
    status: 'corrected',
    tokens: tokens ?? state.tokens,
    attributes: { ...state.attributes, ...attributes },
  };
}
