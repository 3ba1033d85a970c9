import type { UsageEvent } from '@tallystick/events';
import type { Position } from '@tallystick/ledger-store';

/** A validated event on its way into the ledger. */
export interface IntakeItem {
  readonly event: UsageEvent;
  readonly kafka?: { readonly topic: string; readonly partition: number; readonly offset: bigint };
}

export type IntakeAnswer =
  | { readonly status: 'recorded'; readonly position: Position }
  | { readonly status: 'duplicate'; readonly position: Position }
  | { readonly status: 'conflict'; readonly detail: string };

/**
 * The one lane through which every usage event of this process reaches the ledger: identity, pseudonym, append, index.
 */
export interface UsageIntake {
  /**
   * Takes the items into `stream` in order. Answers in order, after every recorded event is durable.
   * @throws LedgerUnavailable | VaultUnavailable nothing was recorded
   * @throws IntakeFull the bounded queue before the lane is full; nothing was recorded
   * @throws PartlyRecorded some items are durable; carries the answers so far (undefined = not recorded, send again)
   */
  takeHttp(items: readonly IntakeItem[]): Promise<readonly IntakeAnswer[]>;
}
