import {
  decisionStream,
  eventKeyOf,
  eventKeyText,
  parseUsageDecision,
  type UsageDecisionEvent,
  type UsageRecordedData,
} from '@tallystick/events';
import { decided, evolveUsage, recordedUsage, type Decision, type UsageState } from '@tallystick/domain';
import type { LedgerEvent, LedgerStore } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';
import type { IdentityVault } from '@tallystick/vault';
import type { DecisionSubject } from '../decisions/decision-history.js';
import { StreamDecisions, type DecisionContext, type TakenDecision } from '../decisions/stream-decisions.js';
import type { FirstEvent } from '../receipts/first-event.js';

type Signature = Pick<UsageDecisionEvent['data'], 'eventKey' | 'author'>;
type Said<Data extends Signature> = Omit<Data, keyof Signature>;

/** Decides about usage events; each has a stream of decisions of its own. */
export class UsageDecisions {
  private readonly decisions: StreamDecisions;

  constructor(
    store: LedgerStore,
    vault: IdentityVault,
    private readonly first: FirstEvent,
    clock?: () => number,
  ) {
    this.decisions = new StreamDecisions(store, vault, clock);
  }

  /**
   * @param said what the caller says, without what the ledger adds
   * @throws Problem not-found, not-a-change, already-voided, identity-conflict, not-caught-up, ledger-unavailable
   */
  async take<Data extends UsageDecisionEvent['data']>(
    { source, id }: { readonly source: string; readonly id: string },
    said: Said<Data>,
    decide: (state: UsageState, command: Data) => Decision<UsageDecisionEvent>,
    context: DecisionContext,
  ): Promise<TakenDecision> {
    const key = eventKeyOf(source, id);
    const recorded = await this.first.find(key);
    if (recorded === undefined) throw new Problem('not-found', 'the ledger holds no usage event of this source and id');
    const decideOne = (state: UsageState, author: string): Decision<readonly UsageDecisionEvent[]> => {
      const decision = decide(state, { ...said, eventKey: eventKeyText(key), author } as Data);
      return decision.decided ? decided([decision.event]) : decision;
    };
    return this.decisions.take(subjectOf(key, recorded), decideOne, context);
  }
}

const subjectOf = (key: Uint8Array, recorded: LedgerEvent): DecisionSubject<UsageState> => ({
  stream: decisionStream(eventKeyText(key)),
  keyScope: key,
  initial: recordedUsage(recorded.data as unknown as UsageRecordedData),
  // a decision without an event before it takes no effect, here as in every fold
  evolve: (state, event) =>
    event.position > recorded.position ? evolveUsage(state, parseUsageDecision(event), event.position) : state,
});
