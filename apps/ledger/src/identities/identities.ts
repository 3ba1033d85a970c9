import type { AccessRecorder } from '@tallystick/access';
import { LedgerUnavailable } from '@tallystick/ledger-store';
import { Problem, viewerName, type Caller } from '@tallystick/platform';
import { VaultUnavailable, type IdentityVault } from '@tallystick/vault';

/** Who asks, and what for. */
export interface Inquiry {
  readonly caller: Caller;
  readonly purpose: string;
}

/** Tells pseudonyms and people apart for the identity officer, each time on record before the answer; and forgets people. */
export class Identities {
  /** @param recorder undefined: without authentication nobody can be told apart, and nothing is put on record */
  constructor(
    private readonly vault: IdentityVault,
    private readonly recorder: AccessRecorder | undefined,
  ) {}

  /** The pseudonym of a subject; never makes one. @throws Problem not-found, ledger-unavailable */
  actorOf(subject: string, inquiry: Inquiry): Promise<string> {
    return answering(async () => {
      const actor = await this.vault.find(subject);
      if (actor === undefined) throw new Problem('not-found', 'nobody is known under this subject');
      await this.#putOnRecord(actor, inquiry);
      return actor;
    });
  }

  /** The subject behind a pseudonym. @throws Problem not-found, ledger-unavailable */
  subjectOf(actor: string, inquiry: Inquiry): Promise<string> {
    return answering(async () => {
      const subject = await this.vault.resolve(actor);
      if (subject === undefined) throw unknownActor();
      await this.#putOnRecord(actor, inquiry);
      return subject;
    });
  }

  /** From now on nobody can tell who the pseudonym was. @throws Problem not-found, ledger-unavailable */
  forget(actor: string): Promise<void> {
    return answering(async () => {
      if (!(await this.vault.forget(actor))) throw unknownActor();
    });
  }

  async #putOnRecord(whose: string, { caller, purpose }: Inquiry): Promise<void> {
    if (this.recorder === undefined) return;
    const [viewer] = await this.vault.pseudonymise([viewerName(caller)]);
    if (viewer !== whose) await this.recorder.record({ viewer: viewer!, whose, what: 'identity', purpose });
  }
}

const unknownActor = (): Problem => new Problem('not-found', 'this pseudonym is nobody’s, or its person was forgotten');

async function answering<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof LedgerUnavailable || error instanceof VaultUnavailable)) throw error;
    const detail = 'this cannot be put on record or looked up at the moment; nothing was told, ask again';
    throw new Problem('ledger-unavailable', detail, { cause: error });
  }
}
