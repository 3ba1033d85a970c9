import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { GroupPlan, type ShownGroups } from '@tallystick/domain';
import { Problem, SETTINGS, type Settings } from '@tallystick/platform';
import type { GroupBook, GroupKind, GroupRows } from '@tallystick/read-models';
import { Stores, type OpenStores } from '../../projection/stores.js';

/** The book is kept at hand so that nobody waits for it. */
const RENEW_MS = 5_000;
/**
 * After a plan was worked out, whoever must have a newer one (`atLeast`) waits so many times what it took: a member who
 * asks again and again while late events come leaves time for others.
 */
const PLAN_PAUSE_FACTOR = 5;

/** The row in which small groups of a kind stand together. */
export const smallName = (kind: GroupKind): string => `(small ${kind})`;

/** A book with what may be shown of it. */
export class Groups {
  constructor(
    readonly book: GroupBook,
    readonly plan: GroupPlan<GroupKind>,
  ) {}

  /**
   * Rows of a kind in a stretch of days, each with the subjects that stand in it; null: too few people.
   * A subject that bears the name of the small row stands in it.
   */
  rowsIn(kind: GroupKind, from: number, to: number): ReadonlyMap<string, readonly string[]> | null {
    if (this.book.rows.everybody.days.length === 0) return new Map();
    const groups: ShownGroups | null = this.plan.shownIn(kind, from, to);
    if (groups === null) return null;
    const name = smallName(kind);
    const small = [...groups.small, ...groups.shown.filter((subject) => subject === name)];
    const rows = new Map<string, readonly string[]>();
    for (const subject of groups.shown) if (subject !== name) rows.set(subject, [subject]);
    if (small.length > 0) rows.set(name, small);
    return rows;
  }
}

/** The minimum group, for everybody below auditor. */
@Injectable()
export class GroupLimits implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly plans = new WeakMap<GroupRows, GroupPlan<GroupKind>>();
  private renewing: NodeJS.Timeout | undefined;
  private planAgainAtMs = -Infinity;

  constructor(
    private readonly stores: Stores,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.auth.mode === 'none') return;
    this.renewing = setInterval(() => {
      const stores = this.stores.opened;
      // only a head start: whoever asks is told what is wrong
      if (stores !== undefined) this.groups(stores, undefined).catch(() => undefined);
    }, RENEW_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.renewing);
  }

  /** @param atLeast a position that must be in it (read your own write) */
  async groups({ readModels }: OpenStores, atLeast: string | undefined): Promise<Groups> {
    const some = await readModels.groups({ fresh: false });
    const book = some.at.position >= BigInt(atLeast ?? 0) ? some : await this.fresh(readModels);
    let plan = this.plans.get(book.rows);
    if (plan === undefined) {
      const startedMs = performance.now();
      plan = GroupPlan.of(book.rows.kinds, book.rows.everybody, this.settings.minGroup);
      this.plans.set(book.rows, plan);
      const endedMs = performance.now();
      this.planAgainAtMs = endedMs + PLAN_PAUSE_FACTOR * (endedMs - startedMs);
    }
    return new Groups(book, plan);
  }

  private async fresh(readModels: OpenStores['readModels']): Promise<GroupBook> {
    await wait(Math.max(0, this.planAgainAtMs - performance.now()));
    return readModels.groups({ fresh: true });
  }

  /** Below auditor, groups are told of whole days in one zone, as they stand now. @throws Problem forbidden */
  assertWholeDays(params: { readonly asOf?: string; readonly asOfPosition?: string }, tz: string): void {
    for (const field of ['asOf', 'asOfPosition'] as const) {
      if (params[field] !== undefined) throw refused(field, 'groups are shown as they stand now');
    }
    if (tz !== this.settings.timeZone) throw refused('tz', `groups are shown for days of ${this.settings.timeZone}`);
  }

  get zone(): string {
    return this.settings.timeZone;
  }
}

export const refused = (field: string, why: string): Problem =>
  new Problem('forbidden', `below auditor ${why}`, { field });

export const tooSmall = (field?: string): Problem =>
  new Problem(
    'group-too-small',
    'too few people stand behind the answer, or behind what could be taken off it',
    field === undefined ? {} : { field },
  );
