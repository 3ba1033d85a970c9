import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import type { ExplainedEvent, Explanation } from '@tallystick/read-models';
import { PROJECTOR } from '../../service.js';
import type { AsOf } from '../standpoint/as-of.js';
import { Privacy } from '../privacy/privacy.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { explainQuery, type ExplainParams } from './explain.params.js';

/** An event with where its proof is to be had: a path of the ledger service. */
export type ProvableEvent = ExplainedEvent & { readonly proof: string };
export interface ExplainReply extends Explanation {
  readonly events: readonly ProvableEvent[];
  readonly projector: Explanation['projector'] & { readonly version: string };
  readonly asOf: AsOf;
}

export class AskExplain extends Query<ExplainReply> {
  constructor(
    readonly params: ExplainParams,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(AskExplain)
export class ExplainHandler implements IQueryHandler<AskExplain> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ params, caller }: AskExplain): Promise<ExplainReply> {
    const query = explainQuery(params, { timeZone: this.settings.timeZone, nowMs: Date.now() });
    return this.standpoint.answer(params, async (stores) => {
      const { actor } = query.filter;
      await this.privacy.assertMaySeeEvents(stores, caller, { actor, what: 'explain', purpose: params.purpose });
      const asOfPosition = await this.standpoint.positionOf(stores, params, query.tz);
      const { answer, at } = await stores.readModels.explain({
        ...query,
        ...(asOfPosition === undefined ? {} : { asOfPosition }),
      });
      return {
        answer: {
          ...answer,
          events: answer.events.map((event) => ({ ...event, proof: `/v1/log/proof?leafIndex=${event.leafIndex}` })),
          projector: { version: PROJECTOR.version, ...answer.projector },
        },
        at,
      };
    });
  }
}
