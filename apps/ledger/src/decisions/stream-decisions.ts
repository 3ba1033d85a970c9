import { canonicalDecision, canonicalJson, decisionMetadata, idempotencyKeyHash } from '@tallystick/events';
import type { Decision } from '@tallystick/domain';
import {
  LedgerUnavailable,
  StreamWriter,
  WrongExpectedRevision,
  type LedgerEvent,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
} from '@tallystick/ledger-store';
import { callerName, Problem } from '@tallystick/platform';
import { VaultUnavailable, type IdentityVault } from '@tallystick/vault';
import { randomUUID } from 'node:crypto';
import { readDecisions, type DecisionSubject } from './decision-history.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

/** How often somebody else may decide about the same in between before the caller is sent away. */
const MAX_REVISION_RETRIES = 5;

/** Who decides, and what must not be done twice. */
export interface DecisionContext {
  /** Name of the caller; the ledger gets a pseudonym. */
  readonly caller: string;
  readonly idempotencyKey: string | undefined;
}

export interface TakenDecision {
  /** Of the last event that it recorded. */
  readonly position: Position;
  /** How many events it recorded, all in one append. */
  readonly recorded: number;
  /** True when an earlier request of the same idempotency key had recorded it. */
  readonly repeated: boolean;
}

/** An event as a pure decider gives it. */
export interface DecidedEvent {
  readonly type: string;
  readonly data: object;
}
type Events = readonly DecidedEvent[];
export type Decider<State> = (state: State, author: string) => Decision<Events>;

/** Nothing was recorded: what the decider said, and the state that it was asked about. */
export interface Declined<State> {
  readonly declined: Extract<Decision<Events>, { decided: false }>;
  readonly state: State;
}

/**
 * Decides in one stream and records the decision: its history is read, the pure decider asked, and the answer appended
 * at exactly the revision that was read. Whoever comes second reads again.
 */
export class StreamDecisions {
  constructor(
    private readonly store: LedgerStore,
    private readonly vault: IdentityVault,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * @param decide what to record, at least one event, all of them small enough for one append
   * @throws Problem what the decider refuses with; identity-conflict, ledger-unavailable
   */
  async take<State>(
    subject: DecisionSubject<State>,
    decide: Decider<State>,
    { caller, idempotencyKey }: DecisionContext,
  ): Promise<TakenDecision> {
    const keyHash = idempotencyKey === undefined ? undefined : idempotencyKeyHash(subject.keyScope, idempotencyKey);
    try {
      const [author = ''] = await this.vault.pseudonymise([callerName(caller)]);
      const taken = await this.record(subject, (state) => decide(state, author), keyHash);
      if ('declined' in taken) throw new Problem(taken.declined.code, taken.declined.detail);
      return taken;
    } catch (error) {
      throw unavailability(error);
    }
  }

  /**
   * Decides what the state leaves open, and gives the state where it leaves nothing: asked again, it is no refusal.
   * @throws LedgerUnavailable; Problem ledger-unavailable
   */
  settle<State>(
    subject: DecisionSubject<State>,
    decide: (state: State) => Decision<Events>,
  ): Promise<TakenDecision | Declined<State>> {
    return this.record(subject, decide, undefined);
  }

  private async record<State>(
    subject: DecisionSubject<State>,
    decide: (state: State) => Decision<Events>,
    keyHash: string | undefined,
  ): Promise<TakenDecision | Declined<State>> {
    for (let attempt = 0; attempt <= MAX_REVISION_RETRIES; attempt++) {
      const { state, end, repeated } = await readDecisions(this.store, subject, keyHash);
      if (repeated !== undefined) return repeat(repeated.events, decide(repeated.before));
      const decision = decide(state);
      if (!decision.decided) return { declined: decision, state };
      try {
        const writer = new StreamWriter(this.store, subject.stream, end);
        const { positions } = await writer.append(this.newEvents(decision.event, keyHash));
        return { position: positions.at(-1)!, recorded: positions.length, repeated: false };
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
    throw new Problem('ledger-unavailable', 'others decide about the same all the time; send it again later');
  }

  private newEvents(events: Events, keyHash: string | undefined): NonEmpty<NewEvent> {
    const metadata = decisionMetadata(new Date(this.clock()).toISOString(), keyHash);
    const made = events.map((event) => ({
      id: randomUUID(),
      type: event.type,
      data: canonicalDecision(event),
      metadata,
    }));
    return made as unknown as NonEmpty<NewEvent>;
  }
}

/** The same request again, whoever sends it, gets the first answer; another one under the same key is refused. */
function repeat(before: readonly LedgerEvent[], now: Decision<Events>): TakenDecision {
  if (now.decided && sayings(before) === sayings(now.event)) {
    return { position: before.at(-1)!.position, recorded: before.length, repeated: true };
  }
  const detail = `this ${IDEMPOTENCY_KEY} came with another request about the same; use a new one`;
  throw new Problem('identity-conflict', detail, { field: IDEMPOTENCY_KEY });
}

const sayings = (events: readonly { readonly type: string; readonly data: object }[]): string =>
  canonicalJson(events.map(({ type, data }) => ({ type, data: { ...data, author: null } })));

function unavailability(error: unknown): unknown {
  if (!(error instanceof LedgerUnavailable || error instanceof VaultUnavailable)) return error;
  const detail = `the ledger cannot record at the moment; send the same again, with the same ${IDEMPOTENCY_KEY}`;
  return new Problem('ledger-unavailable', detail, { cause: error });
}
