import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { SETTINGS, type Settings } from '@tallystick/platform';
import type { UsagePoint } from '@tallystick/read-models';
import type { SubjectName } from '../parameters/subject-names.js';
import type { AsOf } from '../standpoint/as-of.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { askedSubjects, usageQuery, type AskedSubject, type UsageParams } from './usage.params.js';

/** `by` holds each subject under the name that the caller used. */
export type UsageReplyPoint = Omit<UsagePoint, 'by'> & {
  readonly by: Readonly<Partial<Record<SubjectName, string | null>>>;
};
export interface UsageReply {
  readonly points: readonly UsageReplyPoint[];
  readonly asOf: AsOf;
}

export class AskUsage extends Query<UsageReply> {
  constructor(readonly params: UsageParams) {
    super();
  }
}

@QueryHandler(AskUsage)
export class UsageHandler implements IQueryHandler<AskUsage> {
  constructor(
    private readonly standpoint: Standpoint,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ params }: AskUsage): Promise<UsageReply> {
    const asked = askedSubjects(params.by);
    const query = usageQuery(params, asked, { timeZone: this.settings.timeZone, nowMs: Date.now() });
    return this.standpoint.answer(params, async (stores) => {
      const asOfPosition = await this.standpoint.positionOf(stores, params, query.tz);
      const { answer, at } = await stores.readModels.usage({
        ...query,
        ...(asOfPosition === undefined ? {} : { asOfPosition }),
      });
      return { answer: { points: answer.points.map((point) => underAskedNames(point, asked)) }, at };
    });
  }
}

const underAskedNames = (point: UsagePoint, asked: readonly AskedSubject[]): UsageReplyPoint => ({
  ...point,
  by: Object.fromEntries(asked.map(({ name, subject }) => [name, point.by[subject] ?? null])),
});
