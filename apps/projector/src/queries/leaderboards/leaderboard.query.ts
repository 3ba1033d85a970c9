import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import type { Leaderboard, Subject } from '@tallystick/read-models';
import type { AsOf } from '../standpoint/as-of.js';
import { GroupLimits } from '../privacy/groups.js';
import type { Policy } from '../privacy/house-rules.js';
import { Names, type NamedRow } from '../privacy/names.js';
import { Privacy } from '../privacy/privacy.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { GroupBoards, type GroupBoard } from './group-board.js';
import { leaderboardQuery, type LeaderboardParams } from './leaderboard.params.js';

export type LeaderboardReply = (Leaderboard | GroupBoard) & {
  readonly rows: readonly NamedRow[];
  /** The one in force; null: none was adopted. */
  readonly policy: Policy | null;
  readonly asOf: AsOf;
};

export class AskLeaderboard extends Query<LeaderboardReply> {
  constructor(
    readonly subject: Subject,
    readonly params: LeaderboardParams,
    readonly caller: Caller,
    /** `never`: what is told to many at once, or kept, has no names in it. */
    readonly names: 'as-chosen' | 'never',
  ) {
    super();
  }
}

@QueryHandler(AskLeaderboard)
export class LeaderboardHandler implements IQueryHandler<AskLeaderboard> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    private readonly limits: GroupLimits,
    private readonly groupBoards: GroupBoards,
    private readonly names: Names,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ subject, params, caller, names }: AskLeaderboard): Promise<LeaderboardReply> {
    const nowMs = Date.now();
    const query = leaderboardQuery(subject, params, { timeZone: this.settings.timeZone, nowMs });
    return this.standpoint.answer(params, async (stores) => {
      const policy = await this.privacy.policy(stores, params.atLeast);
      this.privacy.assertBoard(caller, policy, subject);
      if (subject !== 'actors' && !this.privacy.seesAll(caller)) {
        this.limits.assertWholeDays(params, query.tz);
        const groups = await this.limits.groups(stores, params.atLeast);
        const { answer, at } = await this.groupBoards.page(stores, groups, subject, query, nowMs);
        return { answer: { ...answer, policy }, at };
      }
      const asOfPosition = await this.standpoint.positionOf(stores, params, query.tz);
      const { answer, at } = await stores.readModels.leaderboard({
        ...query,
        ...(asOfPosition === undefined ? {} : { asOfPosition }),
      });
      if (subject !== 'actors' || names === 'never') return { answer: { ...answer, policy }, at };
      const rows = await this.names.putOn(answer.rows, stores, policy);
      return { answer: { ...answer, rows, policy }, at };
    });
  }
}
