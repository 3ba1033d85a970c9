import { Inject, Injectable } from '@nestjs/common';
import { POLICY_BOARDS } from '@tallystick/events';
import { Problem, SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import type { Subject } from '@tallystick/read-models';
import type { OpenStores } from '../../projection/stores.js';
import { People } from './people.js';
import { HouseRules, type Policy } from './house-rules.js';

/** What a query says for the record when it names no purpose. */
export const NOT_STATED_PURPOSE = 'not-stated';

/** Who may see what: asked by every query before it is answered. */
@Injectable()
export class Privacy {
  constructor(
    private readonly people: People,
    private readonly rules: HouseRules,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Auditors, and whoever can reach a service without authentication: group limits do not bind them. */
  seesAll(caller: Caller): boolean {
    return this.settings.auth.mode === 'none' || caller.roles.has('auditor');
  }

  policy(stores: OpenStores, atLeast?: string): Promise<Policy | null> {
    return this.rules.policy(stores, atLeast);
  }

  /** Whether a caller below auditor may see a kind of board: as the policy in force says, and without one nothing. */
  mayBoard(caller: Caller, policy: Policy | null, subject: Subject): boolean {
    return policy?.boards[subject]?.some((role) => caller.roles.has(role)) ?? false;
  }

  /** @throws Problem forbidden */
  assertBoard(caller: Caller, policy: Policy | null, subject: Subject): void {
    if (this.seesAll(caller) || this.mayBoard(caller, policy, subject)) return;
    const shown = policy === null ? [] : POLICY_BOARDS.filter((one) => this.mayBoard(caller, policy, one));
    const says =
      policy === null
        ? 'no policy is in force, and until one is, people see their own numbers only'
        : `the policy in force shows the caller ${shown.length === 0 ? 'no board' : `those of ${shown.join(', ')}`}`;
    throw new Problem('forbidden', `the board of ${subject} is not for the caller: ${says}`);
  }

  /** Whether the pseudonym is the caller's own. @throws Problem ledger-unavailable */
  async isSelf(caller: Caller, actor: string): Promise<boolean> {
    return (await this.people.pseudonymOf(caller)) === actor;
  }

  /**
   * Before single events are shown, of one person or of whomever: auditors see them all, everybody else their own.
   * @throws Problem forbidden, ledger-unavailable
   */
  async assertMaySeeEvents(
    stores: OpenStores,
    caller: Caller,
    view: { readonly actor: string | undefined; readonly what: string; readonly purpose?: string | undefined },
  ): Promise<void> {
    const { actor, what, purpose } = view;
    if (actor !== undefined) return this.assertMayNarrow(stores, caller, { actor, what, purpose });
    if (this.seesAll(caller)) return;
    throw new Problem('forbidden', 'below auditor only own events are shown: narrow the query to your own pseudonym', {
      field: 'actor',
    });
  }

  /**
   * Before a query narrowed to one person is answered: own numbers are one's own; auditors look on record; nobody else
   * looks, and is told the same whether or not there is such a person.
   * @throws Problem forbidden, ledger-unavailable
   */
  async assertMayNarrow(
    stores: OpenStores,
    caller: Caller,
    view: { readonly actor: string; readonly what: string; readonly purpose?: string | undefined },
  ): Promise<void> {
    if (this.settings.auth.mode === 'none' || (await this.isSelf(caller, view.actor))) return;
    if (!this.seesAll(caller)) {
      throw new Problem('forbidden', "the caller may narrow a query to own numbers only, not to anybody else's", {
        field: 'actor',
      });
    }
    await this.people.recordView(stores, caller, { ...view, purpose: view.purpose ?? NOT_STATED_PURPOSE });
  }
}
