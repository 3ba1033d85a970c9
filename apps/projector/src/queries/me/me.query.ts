import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SETTINGS, type Caller, type Role, type Settings } from '@tallystick/platform';
import type { AuditRow, OwnNumbers } from '@tallystick/read-models';
import type { OpenStores } from '../../projection/stores.js';
import type { AtLeastParams } from '../parameters/standpoint.params.js';
import type { Policy } from '../privacy/house-rules.js';
import { People } from '../privacy/people.js';
import { Privacy } from '../privacy/privacy.js';
import type { AsOf } from '../standpoint/as-of.js';
import { Standpoint } from '../standpoint/standpoint.js';

/** Newest events of one's own that are shown. */
const RECENT_EVENTS = 20;

export interface MeReply extends OwnNumbers {
  /** As whom the service knows who asks; never the person's name. */
  readonly caller: { readonly name: string; readonly roles: readonly Role[]; readonly teams: readonly string[] };
  /** Zone of the windows. */
  readonly tz: string;
  /** People that a group needs to be shown to the caller by itself; null: groups of any size are. */
  readonly minGroup: number | null;
  /** Whether they chose to be shown by name, and by which; null: nobody stands behind the caller. */
  readonly naming: { readonly named: boolean; readonly name: string } | null;
  /** null: nobody stands behind the caller, or nothing of theirs was ever recorded. */
  readonly actor: string | null;
  readonly recentEvents: readonly AuditRow[];
  readonly policy: Policy | null;
  readonly asOf: AsOf;
}

export class AskMe extends Query<MeReply> {
  constructor(
    readonly params: AtLeastParams,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(AskMe)
export class MeHandler implements IQueryHandler<AskMe> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly people: People,
    private readonly privacy: Privacy,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ params, caller }: AskMe): Promise<MeReply> {
    return this.standpoint.answer<Omit<MeReply, 'asOf'>>(params, async (stores) => {
      const { readModels } = stores;
      const actor = await this.people.pseudonymOf(caller);
      const policy = await this.privacy.policy(stores, params.atLeast);
      const told = {
        caller: toldOf(caller),
        tz: this.settings.timeZone,
        minGroup: this.minGroupFor(caller),
        naming: await namingOf(stores, caller, actor),
        actor,
        policy,
      };
      if (actor === null) {
        return { answer: { ...told, windows: [], recentEvents: [] }, at: await readModels.checkpoint() };
      }
      // a rank tells of the others, as far as the policy shows them
      const withRank = this.privacy.seesAll(caller) || this.privacy.mayBoard(caller, policy, 'actors');
      const { answer, at } = await readModels.own({ actor, atMs: Date.now(), withRank });
      const asOfPosition = at.position;
      const recent = await readModels.events({ filter: { actor }, limit: RECENT_EVENTS, asOfPosition });
      return { answer: { ...told, ...answer, recentEvents: recent.answer.events }, at };
    });
  }

  private minGroupFor(caller: Caller): number | null {
    return this.privacy.seesAll(caller) ? null : this.settings.minGroup;
  }
}

const toldOf = ({ name, roles, teams }: Caller): MeReply['caller'] => ({ name, roles: [...roles], teams });

async function namingOf(
  { readModels }: OpenStores,
  { subject }: Caller,
  actor: string | null,
): Promise<MeReply['naming']> {
  if (subject === null) return null;
  return { named: actor !== null && (await readModels.namedAmong([actor])).has(actor), name: subject };
}
