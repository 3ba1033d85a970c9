import type { ExpectedRevision, LedgerEvent, LedgerStore, Revision } from '@tallystick/ledger-store';

/** Decisions read at a time. */
const PAGE_EVENTS = 500;

/** What is decided about in one stream, and how its events make the state that the next decision is held against. */
export interface DecisionSubject<State> {
  readonly stream: string;
  /** What an `Idempotency-Key` belongs to: the same key elsewhere is another one. */
  readonly keyScope: Uint8Array;
  readonly initial: State;
  /** @throws MalformedLedgerEvent the stream holds what none of our versions writes */
  evolve(state: State, event: LedgerEvent): State;
}

/** What was decided in one stream so far. */
export interface DecisionHistory<State> {
  readonly state: State;
  /** Where the stream ends: what a next decision must expect. */
  readonly end: ExpectedRevision;
  /** What this idempotency key brought about, if anything, and the state that it was held against. */
  readonly repeated: { readonly before: State; readonly events: readonly LedgerEvent[] } | undefined;
}

/** Reads a stream of decisions from the first to the last. @throws LedgerUnavailable, MalformedLedgerEvent */
export async function readDecisions<State>(
  store: LedgerStore,
  { stream, initial, evolve }: DecisionSubject<State>,
  idempotencyKeyHash: string | undefined,
): Promise<DecisionHistory<State>> {
  let state = initial;
  let end: ExpectedRevision = 'no-stream';
  let repeated: { before: State; events: LedgerEvent[] } | undefined;
  for (let full = true; full;) {
    const from = (end === 'no-stream' ? 0n : end + 1n) as Revision;
    let read = 0;
    for await (const event of store.readStream(stream, { from, direction: 'forwards', limit: PAGE_EVENTS })) {
      read++;
      end = event.revision;
      const hash = event.metadata['idempotencyKeyHash'];
      if (hash !== undefined && hash === idempotencyKeyHash) {
        repeated ??= { before: state, events: [] };
        repeated.events.push(event);
      }
      state = evolve(state, event);
    }
    full = read === PAGE_EVENTS;
  }
  return { state, end, repeated };
}
