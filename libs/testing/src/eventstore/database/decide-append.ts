import type { ProposedEvent, RecordedEvent } from './recorded-event.js';

export type ExpectedRevision = bigint | 'any' | 'no-stream' | 'stream-exists';

/** What the decision needs to know of a stream, with all appends decided before this one. */
export interface StreamState {
  /** null: nothing was ever stored. */
  readonly last: RecordedEvent | null;
  readonly deleted: 'no' | 'softly' | 'for-ever';
  at(revision: bigint): RecordedEvent | undefined;
  /** An event of any stream among the latest that were stored since the server started. */
  recent(id: string): RecordedEvent | undefined;
}

export type AppendDecision =
  | { readonly kind: 'store'; readonly firstRevision: bigint }
  /** `last` is the last event of the same append, stored before; null when the call had no events. */
  | { readonly kind: 'already-stored'; readonly last: RecordedEvent | null }
  | { readonly kind: 'wrong-expected-revision'; readonly current: bigint | null }
  | { readonly kind: 'stream-deleted' };

/** What a real server answers, as measured: see the tests. */
export function decideAppend(
  stream: string,
  events: readonly ProposedEvent[],
  expected: ExpectedRevision,
  state: StreamState,
): AppendDecision {
  if (state.deleted === 'for-ever') return { kind: 'stream-deleted' };
  const current = state.last?.revision ?? -1n;
  const wrong: AppendDecision = { kind: 'wrong-expected-revision', current: state.last?.revision ?? null };
  if (expected === 'stream-exists' && (state.last === null || state.deleted === 'softly')) return wrong;
  if (expected === 'any' || expected === 'stream-exists') return decideAny(stream, events, state, wrong);

  const expectedRevision = expected === 'no-stream' ? -1n : expected;
  if (expectedRevision > current) return wrong;
  if (expectedRevision < current) {
    const stored = events.map((_, n) => state.at(expectedRevision + 1n + BigInt(n)));
    if (events.length > 0 && events.every(({ id }, n) => stored[n]?.id === id)) {
      return { kind: 'already-stored', last: stored.at(-1)! };
    }
    // A stream that was deleted softly counts as missing, and goes on where it ended.
    const again = expected === 'no-stream' && state.deleted === 'softly' && events[0]?.id !== stored[0]?.id;
    return again ? { kind: 'store', firstRevision: current + 1n } : wrong;
  }
  return events.length === 0
    ? { kind: 'already-stored', last: state.last }
    : { kind: 'store', firstRevision: current + 1n };
}

/** Without a revision only the first id tells a repetition, and only while the server remembers it. */
function decideAny(
  stream: string,
  events: readonly ProposedEvent[],
  state: StreamState,
  wrong: AppendDecision,
): AppendDecision {
  if (events.length === 0) return { kind: 'already-stored', last: state.last };
  const stored = events
    .map(({ id }) => state.recent(id))
    .map((event) => (event?.stream === stream ? event : undefined));
  if (stored[0] === undefined) return { kind: 'store', firstRevision: (state.last?.revision ?? -1n) + 1n };
  return stored.every((event) => event !== undefined) ? { kind: 'already-stored', last: stored.at(-1)! } : wrong;
}
