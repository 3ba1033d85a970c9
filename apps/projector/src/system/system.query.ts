import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Problem, SETTINGS, type Settings } from '@tallystick/platform';
import type { ReadModels } from '@tallystick/read-models';
import { FoldedUpTo } from '../projection/folded-up-to.js';
import { Projection } from '../projection/projection.js';
import { stateSentence, type ProjectionState } from '../projection/projection-state.js';
import { Stores } from '../projection/stores.js';
import type { AsOf } from '../queries/standpoint/as-of.js';
import { Standpoint } from '../queries/standpoint/standpoint.js';
import { PROJECTOR } from '../service.js';

export interface SystemReply {
  readonly service: {
    readonly version: string;
    /** RFC 3339. */
    readonly startedAt: string;
    readonly readModels: Settings['readModels']['kind'];
    readonly timeZone: string;
  };
  readonly projection: {
    readonly state: ProjectionState['kind'];
    /** The same in words, with the reason where there is one. */
    readonly sentence: string;
    readonly position: string;
    /** End of the ledger; null while it does not answer. */
    readonly ledgerPosition: string | null;
  };
  /** null while no numbers can be shown; `projection` says why. */
  readonly asOf: AsOf | null;
}

export class AskSystem extends Query<SystemReply> {}

@QueryHandler(AskSystem)
export class SystemHandler implements IQueryHandler<AskSystem> {
  private readonly startedAt = new Date();

  constructor(
    private readonly standpoint: Standpoint,
    private readonly projection: Projection,
    private readonly foldedUpTo: FoldedUpTo,
    private readonly stores: Stores,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute(): Promise<SystemReply> {
    const { state } = this.projection;
    const asOf = await this.asOf();
    return {
      service: {
        version: PROJECTOR.version,
        startedAt: this.startedAt.toISOString(),
        readModels: this.settings.readModels.kind,
        timeZone: this.settings.timeZone,
      },
      projection: {
        state: state.kind,
        sentence: stateSentence(state),
        position: asOf?.position ?? String(this.foldedUpTo.position),
        ledgerPosition: await this.ledgerPosition(),
      },
      asOf,
    };
  }

  private async asOf(): Promise<AsOf | null> {
    try {
      return (await this.standpoint.answer({}, nothingAsked)).asOf;
    } catch (error) {
      // This page is looked at when something is wrong: it must answer then.
      if (error instanceof Problem) return null;
      throw error;
    }
  }

  private async ledgerPosition(): Promise<string | null> {
    const tail = this.stores.opened?.ledger.tail();
    return tail === undefined ? null : tail.then(String, () => null);
  }
}

const nothingAsked = async ({ readModels }: { readonly readModels: ReadModels }) => ({
  answer: {},
  at: await readModels.checkpoint(),
});
