import { Injectable } from '@nestjs/common';
import {
  previousWindowOf,
  rankRows,
  tokenSum,
  usdText,
  windowOf,
  type Ranked,
  type TimeWindow,
} from '@tallystick/domain';
import {
  dayNumberAt,
  type Checkpoint,
  type GroupCost,
  type GroupKind,
  type Leaderboard,
  type LeaderboardQuery,
  type Metric,
} from '@tallystick/read-models';
import { randomUUID } from 'node:crypto';
import type { OpenStores } from '../../projection/stores.js';
import { invalidQuery } from '../parameters/invalid-query.js';
import { tooSmall, type Groups } from '../privacy/groups.js';
import { activeDaysOf, rowsOfKind, sumsOf, totalOf, valueOf } from '../privacy/group-sums.js';

/** A board's cursor shows one consistent board for so long. */
const KEPT_MS = 60_000;
/** Boards kept for their cursors; the oldest goes first. */
const MAX_KEPT = 1_000;

/** What stands on a board of groups: whole days that are over, no group with too few people by itself. */
export interface GroupBoard extends Leaderboard {
  /** Start of today: what was used since is in no row. */
  readonly wholeDaysUntil: string;
}

interface WholeBoard {
  readonly boundTo: string;
  readonly board: Omit<GroupBoard, 'nextCursor'>;
  readonly at: Checkpoint;
  readonly sinceMs: number;
}
interface Answered {
  readonly answer: GroupBoard;
  readonly at: Checkpoint;
}

/** Boards of groups as everybody below auditor sees them. */
@Injectable()
export class GroupBoards {
  private readonly kept = new Map<string, WholeBoard>();

  /** @throws Problem group-too-small, invalid-query */
  async page(
    stores: OpenStores,
    groups: Groups,
    kind: GroupKind,
    query: LeaderboardQuery,
    nowMs: number,
  ): Promise<Answered> {
    const boundTo = JSON.stringify([kind, query.metric, query.window, query.tz]);
    if (query.cursor !== undefined) return this.laterPage(query.cursor, boundTo, query.limit, nowMs);
    const whole = { boundTo, board: await boardOf(groups, kind, query, stores), at: groups.book.at, sinceMs: nowMs };
    return pageOf(whole, 0, query.limit, () => this.keep(whole));
  }

  private laterPage(cursor: string, boundTo: string, limit: number, nowMs: number): Answered {
    const [id, offset] = cursor.split('.');
    const whole = this.kept.get(id ?? '');
    if (whole?.boundTo !== boundTo || offset === undefined || !/^[1-9]\d{0,9}$/.test(offset)) {
      throw invalidQuery('cursor', 'the cursor does not belong to this query');
    }
    if (nowMs - whole.sinceMs > KEPT_MS) {
      throw invalidQuery('cursor', `a board's cursor holds for ${KEPT_MS / 1000} s: ask for the first page again`);
    }
    return pageOf(whole, Number(offset), limit, () => id!);
  }

  private keep(whole: WholeBoard): string {
    if (this.kept.size >= MAX_KEPT)
      for (const [oldest] of this.kept) {
        this.kept.delete(oldest);
        break;
      }
    const id = randomUUID();
    this.kept.set(id, whole);
    return id;
  }
}

function pageOf({ board, at }: WholeBoard, offset: number, limit: number, idOf: () => string): Answered {
  const more = board.rows.length > offset + limit;
  const nextCursor = more ? `${idOf()}.${offset + limit}` : null;
  return { answer: { ...board, rows: board.rows.slice(offset, offset + limit), nextCursor }, at };
}

interface Row {
  readonly subject: string | null;
  /** null: nothing of it has a price. */
  readonly value: bigint | null;
  readonly tokens: bigint;
  readonly pricedTokens: bigint;
}
/** By subject as rows name it; null: the metric is no cost. */
type Costs = ReadonlyMap<string, GroupCost> | null;

async function boardOf(
  groups: Groups,
  kind: GroupKind,
  query: LeaderboardQuery,
  { readModels }: OpenStores,
): Promise<Omit<GroupBoard, 'nextCursor'>> {
  const { metric, window, atMs, tz } = query;
  const bounds = windowOf(window, atMs, tz);
  const before = previousWindowOf(window, atMs, tz);
  const costsAt = async (ms: number): Promise<Costs> =>
    metric === 'cost' ? readModels.groupCosts({ kind, window, atMs: ms }) : null;
  const rows = ranked(groups, kind, metric, bounds, await costsAt(atMs));
  if (rows === null) throw tooSmall('window');
  const beforeMs = before?.fromMs ?? null;
  const previous =
    before === null || beforeMs === null ? null : ranked(groups, kind, metric, before, await costsAt(beforeMs));
  const ranks = new Map(previous?.map(({ subject, rank }) => [subject, rank]));
  const total = sum(rows.map(({ value }) => value ?? 0n));
  const tokens = sum(rows.map((row) => row.tokens));
  const write = metric === 'cost' ? usdText : tokenSum;
  const priced = sum(rows.map(({ pricedTokens }) => pricedTokens));
  return {
    subject: kind,
    metric,
    window,
    from: bounds.from,
    to: bounds.to,
    tz,
    rows: rows.map(({ rank, subject, value }) => ({
      rank,
      subject,
      value: value === null ? null : write(value),
      share: total === 0n || value === null ? 0 : Number(value) / Number(total),
      previousRank: ranks.get(subject) ?? null,
    })),
    total: metric === 'cost' && priced === 0n ? null : write(total),
    ...(metric === 'cost' ? { unpricedShare: tokens === 0n ? 0 : Number(tokens - priced) / Number(tokens) } : {}),
    wholeDaysUntil: new Date(groups.book.untilMs).toISOString(),
  };
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/** null: too few people. */
function ranked(
  groups: Groups,
  kind: GroupKind,
  metric: Metric,
  { fromMs, toMs }: TimeWindow,
  costs: Costs,
): Ranked<Row>[] | null {
  const { book } = groups;
  const from = fromMs === null ? -Infinity : dayNumberAt(fromMs, book.zone);
  const to = Math.min(book.untilDay, toMs === null ? Infinity : dayNumberAt(toMs, book.zone));
  if (to <= from) return [];
  const shown = groups.rowsIn(kind, from, to);
  if (shown === null) return null;
  const rows = [...shown].flatMap(([name, subjects]): Row[] => {
    const its = rowsOfKind(book, kind, subjects);
    const sums = sumsOf(its, from, to);
    if (sums.events === 0n) return [];
    const cost = subjects.flatMap((subject) => costs?.get(subject) ?? []);
    const pricedTokens = sum(cost.map((one) => one.pricedTokens));
    const femtoUsd = pricedTokens === 0n ? null : sum(cost.map((one) => one.femtoUsd));
    const values = { cost: () => femtoUsd, activeDays: () => BigInt(activeDaysOf(its, from, to)) };
    const value = metric === 'cost' || metric === 'activeDays' ? values[metric]() : valueOf(sums, metric);
    return [{ subject: name === '' ? null : name, value, tokens: totalOf(sums), pricedTokens }];
  });
  return rankRows(rows);
}
