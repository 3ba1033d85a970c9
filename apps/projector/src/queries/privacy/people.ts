import { Inject, Injectable } from '@nestjs/common';
import { AccessRecorder } from '@tallystick/access';
import { PSEUDONYM } from '@tallystick/events';
import { LedgerUnavailable } from '@tallystick/ledger-store';
import { Problem, SETTINGS, viewerName, type Caller, type Settings } from '@tallystick/platform';
import { VaultRefused, VaultUnavailable } from '@tallystick/vault';
import { Stores, type OpenStores } from '../../projection/stores.js';

/** Who a caller is, and whom they look at. */
@Injectable()
export class People {
  private recorder: AccessRecorder | undefined;

  constructor(
    private readonly stores: Stores,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * The pseudonym under which a caller's own usage is recorded; null: nobody stands behind the caller, or nothing of
   * theirs was ever recorded. Never makes one.
   * @throws Problem ledger-unavailable
   */
  async pseudonymOf({ subject }: Caller): Promise<string | null> {
    if (subject === null) return null;
    return orProblem(async () => (await (await this.stores.identities()).find(subject)) ?? null);
  }

  /**
   * Puts on record that the caller is about to see numbers of one other person. Nothing may be answered before.
   * @param actor as the query names them; what no vault would draw is no person
   * @param what a word for the query
   * @throws Problem ledger-unavailable
   */
  async recordView(
    { ledger }: OpenStores,
    caller: Caller,
    view: { readonly actor: string; readonly what: string; readonly purpose: string },
  ): Promise<void> {
    if (!PSEUDONYM.test(view.actor)) return;
    await orProblem(async () => {
      const vault = await this.stores.identities();
      const [viewer] = await vault.pseudonymise([viewerName(caller)]);
      if (viewer === view.actor) return;
      this.recorder ??= new AccessRecorder({ store: ledger, instance: `projector-${this.settings.instance}` });
      await this.recorder.record({ viewer: viewer!, whose: view.actor, what: view.what, purpose: view.purpose });
    });
  }
}

async function orProblem<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (![LedgerUnavailable, VaultUnavailable, VaultRefused].some((kind) => error instanceof kind)) throw error;
    const detail = 'who looks at whom cannot be told or put on record at the moment, so nothing is shown; ask again';
    throw new Problem('ledger-unavailable', detail, { cause: error });
  }
}
