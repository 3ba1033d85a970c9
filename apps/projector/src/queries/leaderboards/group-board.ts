import { Injectable } from '@nestjs/common';
import { previousWindowOf, rankRows, tokenSum, windowOf, type Ranked, type TimeWindow } from '@tallystick/domain';
import {
  dayNumberAt,
  type Checkpoint,
  type GroupKind,
  type Leaderboard,
  type LeaderboardQuery,
} from '@tallystick/read-models';
import { randomUUID } from 'node:crypto';
import { invalidQuery } from '../parameters/invalid-query.js';
import { tooSmall, type Groups } from '../privacy/groups.js';
import { rowsOfKind, sumsOf, valueOf } from '../privacy/group-sums.js';

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
  page(groups: Groups, kind: GroupKind, query: LeaderboardQuery, nowMs: number): Answered {
    const boundTo = JSON.stringify([kind, query.metric, query.window, query.tz]);
    if (query.cursor !== undefined) return this.laterPage(query.cursor, boundTo, query.limit, nowMs);
    const whole = { boundTo, board: boardOf(groups, kind, query), at: groups.book.at, sinceMs: nowMs };
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
  readonly value: bigint;
}

function boardOf(groups: Groups, kind: GroupKind, query: LeaderboardQuery): Omit<GroupBoard, 'nextCursor'> {
  const { metric, window, atMs, tz } = query;
  const bounds = windowOf(window, atMs, tz);
  const before = previousWindowOf(window, atMs, tz);
  const rows = ranked(groups, kind, metric, bounds);
  if (rows === null) throw tooSmall('window');
  const previous = before === null ? [] : (ranked(groups, kind, metric, before) ?? []);
  const ranks = new Map(previous.map(({ subject, rank }) => [subject, rank]));
  const total = rows.reduce((sum, { value }) => sum + value, 0n);
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
      value: tokenSum(value),
      share: total === 0n ? 0 : Number(value) / Number(total),
      previousRank: ranks.get(subject) ?? null,
    })),
    total: tokenSum(total),
    wholeDaysUntil: new Date(groups.book.untilMs).toISOString(),
  };
}

/** null: too few people. */
function ranked(
  groups: Groups,
  kind: GroupKind,
  metric: LeaderboardQuery['metric'],
  { fromMs, toMs }: TimeWindow,
): Ranked<Row>[] | null {
  const { book } = groups;
  const from = fromMs === null ? -Infinity : dayNumberAt(fromMs, book.zone);
  const to = Math.min(book.untilDay, toMs === null ? Infinity : dayNumberAt(toMs, book.zone));
  if (to <= from) return [];
  const shown = groups.rowsIn(kind, from, to);
  if (shown === null) return null;
  const rows = [...shown].flatMap(([name, subjects]): Row[] => {
    const sums = sumsOf(rowsOfKind(book, kind, subjects), from, to);
    if (sums.events === 0n || metric === 'cost') return [];
    return [{ subject: name === '' ? null : name, value: valueOf(sums, metric) }];
  });
  return rankRows(rows);
}
