import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SETTINGS, type Settings } from '@tallystick/platform';
import type { Leaderboard, Subject } from '@tallystick/read-models';
import type { AsOf } from '../standpoint/as-of.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { leaderboardQuery, type LeaderboardParams } from './leaderboard.params.js';

export type LeaderboardReply = Leaderboard & { readonly asOf: AsOf };

export class AskLeaderboard extends Query<LeaderboardReply> {
  constructor(
    readonly subject: Subject,
    readonly params: LeaderboardParams,
  ) {
    super();
  }
}

@QueryHandler(AskLeaderboard)
export class LeaderboardHandler implements IQueryHandler<AskLeaderboard> {
  constructor(
    private readonly standpoint: Standpoint,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ subject, params }: AskLeaderboard): Promise<LeaderboardReply> {
    const query = leaderboardQuery(subject, params, { timeZone: this.settings.timeZone, nowMs: Date.now() });
    return this.standpoint.answer(params, async (stores) => {
      const asOfPosition = await this.standpoint.positionOf(stores, params, query.tz);
      return stores.readModels.leaderboard({ ...query, ...(asOfPosition === undefined ? {} : { asOfPosition }) });
    });
  }
}
