import { decided, decideNaming, NEVER_CHOSEN, type NamingChoice } from '@tallystick/domain';
import { namingStream, parseNamingChosen } from '@tallystick/events';
import { LedgerUnavailable } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';
import { VaultUnavailable, type IdentityVault } from '@tallystick/vault';
import type { DecisionSubject } from '../decisions/decision-history.js';
import type { StreamDecisions } from '../decisions/stream-decisions.js';

/** The choice as it now stands. */
export interface TakenChoice extends NamingChoice {
  /** True when it stood so before, and nothing was recorded. */
  readonly repeated: boolean;
}

/** Whether people want to be shown by name: each decides about themselves, in a stream of their own. */
export class NamingChoices {
  constructor(
    private readonly decisions: StreamDecisions,
    private readonly vault: IdentityVault,
  ) {}

  /**
   * @param subject of the person who asks, whom the choice is about
   * @throws Problem ledger-unavailable
   */
  async choose(subject: string, named: boolean): Promise<TakenChoice> {
    try {
      const actor = await this.actorOf(subject, named);
      return actor === undefined ? { ...NEVER_CHOSEN, repeated: true } : await this.chooseAs(actor, named);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable || error instanceof VaultUnavailable)) throw error;
      const detail = 'the choice cannot be put on record at the moment; send it again';
      throw new Problem('ledger-unavailable', detail, { cause: error });
    }
  }

  /** Nobody is made up who only says no. */
  private async actorOf(subject: string, named: boolean): Promise<string | undefined> {
    return named ? (await this.vault.pseudonymise([subject]))[0] : this.vault.find(subject);
  }

  private async chooseAs(actor: string, named: boolean): Promise<TakenChoice> {
    const taken = await this.decisions.settle(choicesOf(actor), (present) => {
      const decision = decideNaming(present, { actor, named });
      return decision.decided ? decided([decision.event]) : decision;
    });
    if ('declined' in taken) return { ...taken.state, repeated: true };
    return { named, position: taken.position.toString(), repeated: false };
  }
}

const choicesOf = (actor: string): DecisionSubject<NamingChoice> => ({
  stream: namingStream(actor),
  // a choice is the same however often it is sent: there are no idempotency keys
  keyScope: new Uint8Array(),
  initial: NEVER_CHOSEN,
  // what another hand wrote into our stream says nothing, here as in every fold
  evolve: (present, event) =>
    event.raw === undefined ? { named: parseNamingChosen(event).named, position: event.position.toString() } : present,
});
