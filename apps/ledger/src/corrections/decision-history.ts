import { parseUsageDecision, type UsageRecordedData } from '@tallystick/events';
import { evolveUsage, recordedUsage, type UsageState } from '@tallystick/domain';
import type { ExpectedRevision, LedgerEvent, LedgerStore, Revision } from '@tallystick/ledger-store';

/** Decisions about one event are a handful; read a page at a time all the same. */
const PAGE_EVENTS = 500;

/** What was decided about one usage event so far. */
export interface DecisionHistory {
  readonly state: UsageState;
  /** Where the stream ends: what a next decision must expect. */
  readonly end: ExpectedRevision;
  /** The decision that this idempotency key brought about, if any. */
  readonly repeated: LedgerEvent | undefined;
}

/**
 * Reads a usage event's decisions from the first to the last.
 * @throws LedgerUnavailable
 * @throws MalformedLedgerEvent the stream holds what none of our versions writes
 */
export async function readDecisions(
  store: LedgerStore,
  stream: string,
  recorded: LedgerEvent,
  idempotencyKeyHash: string | undefined,
): Promise<DecisionHistory> {
  let state: UsageState = recordedUsage(recorded.data as unknown as UsageRecordedData);
  let end: ExpectedRevision = 'no-stream';
  let repeated: LedgerEvent | undefined;
  for (let full = true; full;) {
    const from = (end === 'no-stream' ? 0n : end + 1n) as Revision;
    let read = 0;
    for await (const event of store.readStream(stream, { from, direction: 'forwards', limit: PAGE_EVENTS })) {
      read++;
      end = event.revision;
      // a decision without an event before it takes no effect, here as in every fold
      if (event.position > recorded.position) state = evolveUsage(state, parseUsageDecision(event), event.position);
      const hash = event.metadata['idempotencyKeyHash'];
      if (hash !== undefined && hash === idempotencyKeyHash) repeated ??= event;
    }
    full = read === PAGE_EVENTS;
  }
  return { state, end, repeated };
}
