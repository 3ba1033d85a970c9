import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Caller } from '@tallystick/platform';
import type { DataView } from '@tallystick/read-models';
import { People } from '../privacy/people.js';
import type { AsOf } from '../standpoint/as-of.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { VIEWS_LIMIT, type MyViewsParams } from './my-views.params.js';

export interface MyViewsReply {
  readonly views: readonly DataView[];
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}

export class AskMyViews extends Query<MyViewsReply> {
  constructor(
    readonly params: MyViewsParams,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(AskMyViews)
export class MyViewsHandler implements IQueryHandler<AskMyViews> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly people: People,
  ) {}

  async execute({ params, caller }: AskMyViews): Promise<MyViewsReply> {
    return this.standpoint.answer(params, async ({ readModels }) => {
      const whose = await this.people.pseudonymOf(caller);
      const { cursor } = params;
      return readModels.views({
        // nobody is looked at under an empty pseudonym
        whose: whose ?? '',
        limit: Number(params.limit ?? VIEWS_LIMIT.default),
        ...(cursor === undefined ? {} : { cursor }),
      });
    });
  }
}
