import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Problem, SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import { SUBJECTS, type UsagePoint, type UsageQuery } from '@tallystick/read-models';
import type { OpenStores } from '../../projection/stores.js';
import type { SubjectName } from '../parameters/subject-names.js';
import type { AsOf } from '../standpoint/as-of.js';
import { GroupLimits } from '../privacy/groups.js';
import type { Policy } from '../privacy/house-rules.js';
import { Privacy } from '../privacy/privacy.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { groupQuestion, groupUsage, type GroupQuestion } from './group-usage.js';
import { askedSubjects, usageQuery, type AskedSubject, type UsageParams } from './usage.params.js';

/** `by` holds each subject under the name that the caller used. */
export type UsageReplyPoint = Omit<UsagePoint, 'by'> & {
  readonly by: Readonly<Partial<Record<SubjectName, string | null>>>;
};
export interface UsageReply {
  readonly points: readonly UsageReplyPoint[];
  /** Only below auditor: start of today; what was used since is in no point. */
  readonly wholeDaysUntil?: string;
  readonly asOf: AsOf;
}

export class AskUsage extends Query<UsageReply> {
  constructor(
    readonly params: UsageParams,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(AskUsage)
export class UsageHandler implements IQueryHandler<AskUsage> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    private readonly limits: GroupLimits,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ params, caller }: AskUsage): Promise<UsageReply> {
    const asked = askedSubjects(params.by);
    const query = usageQuery(params, asked, { timeZone: this.settings.timeZone, nowMs: Date.now() });
    return this.standpoint.answer(params, async (stores) => {
      const question = await this.groupsOnly(stores, query, params, caller);
      if (question !== null) {
        const groups = await this.limits.groups(stores, params.atLeast);
        const { answer, at } = groupUsage(groups, query, question);
        return { answer: { ...answer, points: answer.points.map((point) => underAskedNames(point, asked)) }, at };
      }
      const asOfPosition = await this.standpoint.positionOf(stores, params, query.tz);
      const { answer, at } = await stores.readModels.usage({
        ...query,
        ...(asOfPosition === undefined ? {} : { asOfPosition }),
      });
      return { answer: { points: answer.points.map((point) => underAskedNames(point, asked)) }, at };
    });
  }

  /**
   * null: the caller may see the whole series. That are own numbers, people one by one where the policy shows them, and
   * everything for those who see all.
   * @throws Problem forbidden, ledger-unavailable
   */
  private async groupsOnly(
    stores: OpenStores,
    query: Pick<UsageQuery, 'by' | 'filter' | 'tz'>,
    params: UsageParams,
    caller: Caller,
  ): Promise<GroupQuestion | null> {
    const { actor } = query.filter;
    if (actor !== undefined) {
      await this.privacy.assertMayNarrow(stores, caller, { actor, what: 'usage', purpose: params.purpose });
      return null;
    }
    if (this.privacy.seesAll(caller)) return null;
    const policy = await this.privacy.policy(stores, params.atLeast);
    if (query.by.length === 1 && query.by[0] === 'actors' && Object.keys(query.filter).length === 0) {
      this.privacy.assertBoard(caller, policy, 'actors');
      return null;
    }
    const question = groupQuestion(query.by, query.filter);
    this.assertMaySee(caller, policy, question);
    this.limits.assertWholeDays(params, query.tz);
    return question;
  }

  private assertMaySee(caller: Caller, policy: Policy | null, { kind, only }: GroupQuestion): void {
    if (kind === 'teams' && only !== undefined && caller.roles.has('team-lead') && caller.teams.includes(only)) return;
    if (kind !== null) return this.privacy.assertBoard(caller, policy, kind);
    // whoever may see any board can add it up
    if (SUBJECTS.some((subject) => this.privacy.mayBoard(caller, policy, subject))) return;
    throw new Problem('forbidden', 'the policy in force shows the caller no board, so no sums over everybody either');
  }
}

const underAskedNames = (point: UsagePoint, asked: readonly AskedSubject[]): UsageReplyPoint => ({
  ...point,
  by: Object.fromEntries(asked.map(({ name, subject }) => [name, point.by[subject] ?? null])),
});
