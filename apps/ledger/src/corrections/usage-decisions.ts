import {
  canonicalDecision,
  canonicalJson,
  decisionMetadata,
  decisionStream,
  eventKeyOf,
  eventKeyText,
  idempotencyKeyHash,
  type UsageDecisionEvent,
} from '@tallystick/events';
import type { Decision, UsageState } from '@tallystick/domain';
import {
  LedgerUnavailable,
  StreamWriter,
  WrongExpectedRevision,
  type LedgerEvent,
  type LedgerStore,
  type NewEvent,
  type Position,
} from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';
import { VaultUnavailable, type IdentityVault } from '@tallystick/vault';
import { randomUUID } from 'node:crypto';
import type { FirstEvent } from '../receipts/first-event.js';
import { readDecisions } from './decision-history.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

/** How often somebody else may decide about the same event in between before the caller is sent away. */
const MAX_REVISION_RETRIES = 5;

/** Who decides, and what must not be done twice. */
export interface DecisionContext {
  /** Name of the caller; the ledger gets a pseudonym. */
  readonly caller: string;
  readonly idempotencyKey: string | undefined;
}

export interface TakenDecision {
  readonly position: Position;
  /** True when an earlier request of the same idempotency key had recorded it. */
  readonly repeated: boolean;
}

type Signature = Pick<UsageDecisionEvent['data'], 'eventKey' | 'author'>;
type Said<Data extends Signature> = Omit<Data, keyof Signature>;

/**
 * Decides about one usage event and records the decision: its history is read, the pure decider asked, and the answer
 * appended at exactly the revision that was read. Whoever comes second reads again.
 */
export class UsageDecisions {
  constructor(
    private readonly store: LedgerStore,
    private readonly vault: IdentityVault,
    private readonly first: FirstEvent,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * @param said what the caller says, without what the ledger adds
   * @throws Problem not-found, not-a-change, already-voided, identity-conflict, not-caught-up, ledger-unavailable
   */
  async take<Data extends UsageDecisionEvent['data']>(
    { source, id }: { readonly source: string; readonly id: string },
    said: Said<Data>,
    decide: (state: UsageState, command: Data) => Decision<UsageDecisionEvent>,
    { caller, idempotencyKey }: DecisionContext,
  ): Promise<TakenDecision> {
    const key = eventKeyOf(source, id);
    const recorded = await this.first.find(key);
    if (recorded === undefined) throw new Problem('not-found', 'the ledger holds no usage event of this source and id');
    const keyHash = idempotencyKey === undefined ? undefined : idempotencyKeyHash(key, idempotencyKey);
    try {
      // beside usage subjects, never mistaken for one of them
      const [author] = await this.vault.pseudonymise([`caller:${caller}`]);
      const command = { ...said, eventKey: eventKeyText(key), author } as Data;
      return await this.record(recorded, (state) => decide(state, command), command, keyHash);
    } catch (error) {
      throw problemOf(error);
    }
  }

  private async record(
    recorded: LedgerEvent,
    decide: (state: UsageState) => Decision<UsageDecisionEvent>,
    command: UsageDecisionEvent['data'],
    keyHash: string | undefined,
  ): Promise<TakenDecision> {
    const stream = decisionStream(command.eventKey);
    for (let attempt = 0; attempt <= MAX_REVISION_RETRIES; attempt++) {
      const { state, end, repeated } = await readDecisions(this.store, stream, recorded, keyHash);
      if (repeated !== undefined) return repeat(repeated, command);
      const decision = decide(state);
      if (!decision.decided) throw new Problem(decision.code, decision.detail);
      try {
        const writer = new StreamWriter(this.store, stream, end);
        const { positions } = await writer.append([this.newEvent(decision.event, keyHash)]);
        return { position: positions[0]!, repeated: false };
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }
    throw new Problem('ledger-unavailable', 'others decide about this event all the time; send the same again later');
  }

  private newEvent(event: UsageDecisionEvent, keyHash: string | undefined): NewEvent {
    const metadata = decisionMetadata(new Date(this.clock()).toISOString(), keyHash);
    return { id: randomUUID(), type: event.type, data: canonicalDecision(event), metadata };
  }
}

/** The same request again gets the first answer; another one under the same key is refused. */
function repeat(before: LedgerEvent, command: UsageDecisionEvent['data']): TakenDecision {
  if (canonicalJson({ ...before.data, author: command.author }) === canonicalJson(command)) {
    return { position: before.position, repeated: true };
  }
  const detail = `this ${IDEMPOTENCY_KEY} came with another request about the same event; use a new one`;
  throw new Problem('identity-conflict', detail, { field: IDEMPOTENCY_KEY });
}

function problemOf(error: unknown): unknown {
  if (!(error instanceof LedgerUnavailable || error instanceof VaultUnavailable)) return error;
  const detail = `the ledger cannot record at the moment; send the same again, with the same ${IDEMPOTENCY_KEY}`;
  return new Problem('ledger-unavailable', detail, { cause: error });
}
