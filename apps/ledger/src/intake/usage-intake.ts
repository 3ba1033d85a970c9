import type { UsageEvent } from '@tallystick/events';
import type { Position } from '@tallystick/ledger-store';

/** A validated event on its way into the ledger. */
export interface IntakeItem {
  readonly event: UsageEvent;
}

export type IntakeAnswer =
  | { readonly status: 'recorded'; readonly position: Position }
  | { readonly status: 'duplicate'; readonly position: Position }
  | { readonly status: 'conflict'; readonly detail: string };

/**
 * The way of HTTP requests into this process's one lane: identity, pseudonym, append, index.
 */
export interface UsageIntake {
  /**
   * Records the items in order. Answers in order, after every recorded event is durable.
   * @param bodyBytes of the body that they came in: it is held as long as they wait
   * @throws LedgerUnavailable | VaultUnavailable nothing was recorded
   * @throws IntakeFull the bounded queue before the lane is full; nothing was recorded
   * @throws PartlyRecorded some items are durable; carries the answers so far (undefined = not recorded, send again)
   */
  takeHttp(items: readonly IntakeItem[], bodyBytes?: number): Promise<readonly IntakeAnswer[]>;
}
