import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import type { AuditRow } from '@tallystick/read-models';
import type { AsOf } from '../standpoint/as-of.js';
import { Privacy } from '../privacy/privacy.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { eventsQuery, type EventsParams } from './events.params.js';

export interface EventsReply {
  readonly events: readonly AuditRow[];
  readonly nextCursor: string | null;
  readonly asOf: AsOf;
}

export class AskEvents extends Query<EventsReply> {
  constructor(
    readonly params: EventsParams,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(AskEvents)
export class EventsHandler implements IQueryHandler<AskEvents> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ params, caller }: AskEvents): Promise<EventsReply> {
    const tz = params.tz ?? this.settings.timeZone;
    const query = eventsQuery(params, tz);
    return this.standpoint.answer(params, async (stores) => {
      const { actor } = query.filter;
      await this.privacy.assertMaySeeEvents(stores, caller, { actor, what: 'events', purpose: params.purpose });
      const asOfPosition = await this.standpoint.positionOf(stores, params, tz);
      return stores.readModels.events({ ...query, ...(asOfPosition === undefined ? {} : { asOfPosition }) });
    });
  }
}
