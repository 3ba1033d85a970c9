import {
  isDecisionStream,
  MalformedLedgerEvent,
  parseUsageDecision,
  parseUsageMetadata,
  USAGE_CORRECTED,
} from '@tallystick/events';
import type { UsageDecisionEvent } from '@tallystick/events';
import type { LedgerEvent } from '@tallystick/ledger-store';
import { Poison } from '../read-models-errors.js';
import { bounded, bucket } from './usage-fact.js';

/** A decision about a usage event, read and checked. */
export interface DecisionFact {
  readonly position: bigint;
  /** Ledger events before this one. */
  readonly leafIndex: number;
  readonly recordedAtMs: number;
  readonly event: UsageDecisionEvent;
}

/** UTF-16 units of a reason; twice the contract's code points. */
const MAX_REASON = 2_048;

/**
 * Reads one ledger event. Streams other than those of decisions give null, and so do foreign events in them (`raw`).
 * @throws Poison an event of these streams that this version cannot fold
 */
export function decisionFactOf(ledgerEvent: LedgerEvent, leafIndex: number): DecisionFact | null {
  if (!isDecisionStream(ledgerEvent.stream) || ledgerEvent.raw !== undefined) return null;
  const { position, metadata } = ledgerEvent;
  try {
    const event = parseUsageDecision(ledgerEvent);
    assertBounds(position, event);
    return { position, leafIndex, recordedAtMs: Date.parse(parseUsageMetadata(metadata).recordedAt), event };
  } catch (error) {
    if (error instanceof MalformedLedgerEvent) throw new Poison(position, error.message);
    throw error;
  }
}

function assertBounds(position: bigint, { type, data }: UsageDecisionEvent): void {
  bounded(position, 'author', data.author);
  bounded(position, 'reason', data.reason, MAX_REASON);
  if (type !== USAGE_CORRECTED) return;
  for (const tokens of Object.values(data.tokens ?? {})) bucket(position, tokens);
  for (const [name, value] of Object.entries(data.attributes ?? {})) {
    if (value === null) continue;
    bounded(position, `attributes.${name}`, value);
    if (!value.isWellFormed()) throw new Poison(position, `attributes.${name} holds a lone surrogate`);
  }
}
