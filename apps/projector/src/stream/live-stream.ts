import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Position } from '@tallystick/ledger-store';
import { Problem, type Caller } from '@tallystick/platform';
import type { PinoLogger } from 'nestjs-pino';
import type { ServerResponse } from 'node:http';
import type { FoldedUpTo } from '../projection/folded-up-to.js';
import type { Policy } from '../queries/privacy/house-rules.js';
import type { AsOf } from '../queries/standpoint/as-of.js';
import { positionFrame, problemFrame, type DropReason } from './frames.js';
import { LiveBoard, keyOf, type BoardQuestion } from './live-board.js';
import type { LiveNumbers } from './live-numbers.js';
import { Rounds } from './rounds.js';
import { StreamClient, type News } from './stream-client.js';
import type { StreamLimits } from './stream-limits.js';
import type { StreamMetrics } from './stream-metrics.js';

/** All open streams. Each round asks the tables once, for everybody, and tells each client what it does not have yet. */
export class LiveStream implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly clients = new Set<StreamClient>();
  private readonly boards = new Map<string, LiveBoard>();
  private readonly rounds: Rounds;
  /** What everybody was told last; undefined while nobody listens. */
  private news: News | undefined;
  /** Up to here boards are renewed. */
  private seen: Position | undefined;
  private renewedAllMs = 0;
  private ticking: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly numbers: LiveNumbers,
    private readonly foldedUpTo: FoldedUpTo,
    private readonly limits: StreamLimits,
    private readonly metrics: StreamMetrics,
    private readonly log: PinoLogger,
  ) {
    this.rounds = new Rounds(limits.roundMs, () => this.round());
  }

  onApplicationBootstrap(): void {
    this.foldedUpTo.onMoved(() => {
      if (this.clients.size > 0) this.rounds.soon();
    });
    this.ticking = setInterval(() => this.tick(), this.limits.tickMs);
  }

  /** Clients are told, and their connections end, before the service closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearInterval(this.ticking);
    for (const client of [...this.clients]) this.drop(client, 'shutdown');
    await this.rounds.stop();
  }

  /** Whoever names no board gets `position` messages at least. @throws Problem not-caught-up when it cannot be told now */
  async thoseShownTo(caller: Caller, questions: readonly BoardQuestion[]): Promise<readonly BoardQuestion[]> {
    const shown = (policy: Policy | null) => (question: BoardQuestion) =>
      this.numbers.mayFollow(caller, policy, question);
    if (questions.every(shown(null))) return questions;
    const { policy } = await this.numbers.now();
    return questions.filter(shown(policy));
  }

  /** @throws Problem forbidden; not-caught-up when it cannot be told now */
  async assertMayFollow(caller: Caller, questions: readonly BoardQuestion[]): Promise<void> {
    // Whoever sees all needs no policy, and is let in while the tables are away.
    if (questions.every((question) => this.numbers.mayFollow(caller, null, question))) return;
    const { policy } = await this.numbers.now();
    const refused = questions.find((question) => !this.numbers.mayFollow(caller, policy, question));
    if (refused === undefined) return;
    const detail = 'below auditor only boards of actors can be followed, as the policy in force says';
    throw new Problem('forbidden', `the live board of ${refused.subject} is not for the caller: ${detail}`, {
      field: 'subject',
    });
  }

  /** @throws Problem not-caught-up when there is no room for another stream */
  assertRoomFor(questions: readonly BoardQuestion[]): void {
    const { maxClients, maxBoards, retryMs } = this.limits;
    const fresh = questions.filter((question) => !this.boards.has(keyOf(question))).length;
    const full =
      (this.closed && 'the service is going down') ||
      (this.clients.size >= maxClients && `${maxClients} streams are open, and no more are served at once`) ||
      (this.boards.size + fresh > maxBoards && `${maxBoards} different boards are followed, and no more at once`);
    if (full === false) return;
    this.metrics.refused();
    throw new Problem('not-caught-up', full, { retryAfterSeconds: Math.ceil(retryMs / 1_000) });
  }

  /** Serves a stream until either side ends it. Its head is sent already. */
  follow(
    response: ServerResponse,
    caller: Caller,
    questions: readonly BoardQuestion[],
    resumesAfter: bigint | undefined,
  ): void {
    const boards = questions.map((question) => this.boardOf(question));
    for (const board of boards) board.followers += 1;
    const client = new StreamClient(caller, boards, response, this.limits, Date.now(), resumesAfter);
    this.clients.add(client);
    this.metrics.clients(this.clients.size);
    response.once('close', () => this.forget(client));
    this.rounds.soon();
  }

  private boardOf(question: BoardQuestion): LiveBoard {
    const key = keyOf(question);
    const board = this.boards.get(key) ?? new LiveBoard(question);
    this.boards.set(key, board);
    return board;
  }

  private forget(client: StreamClient): void {
    if (!this.clients.delete(client)) return;
    this.metrics.clients(this.clients.size);
    for (const board of client.boards) {
      board.followers -= 1;
      if (board.followers === 0) this.boards.delete(keyOf(board.question));
    }
    if (this.clients.size === 0) this.news = this.seen = undefined;
  }

  private async round(): Promise<void> {
    const news = await this.look();
    if (this.clients.size === 0) return;
    this.news = news;
    for (const client of this.clients) client.tell(news);
  }

  /** @returns the same object while there is nothing new: nobody is told twice */
  private async look(): Promise<News> {
    try {
      // Before the boards: each of them is true for this position or a later one.
      const { asOf, policy } = await this.numbers.now();
      this.dropWhoMayNoMore(policy);
      const moved = await this.renewBoards(BigInt(asOf.position) as Position);
      const trouble = this.numbers.trouble();
      if (trouble !== undefined) return this.problem(new Problem('not-caught-up', trouble));
      return moved || this.news?.position === undefined ? positionNews(asOf) : this.news;
    } catch (error) {
      if (error instanceof Problem) return this.problem(error);
      this.log.error({ err: error }, 'the live stream could not be renewed');
      return this.problem(new Problem('internal', 'the numbers could not be renewed; the log says why'));
    }
  }

  /** Another policy may be in force by now. They come again, and are told. */
  private dropWhoMayNoMore(policy: Policy | null): void {
    for (const client of [...this.clients]) {
      const may = client.boards.every(({ question }) => this.numbers.mayFollow(client.caller, policy, question));
      if (!may) this.drop(client, 'renew');
    }
  }

  /** @returns whether there was news. @throws Problem not-caught-up */
  private async renewBoards(now: Position): Promise<boolean> {
    const moved = this.seen === undefined || (await this.numbers.tellsNews(this.seen, now));
    const nowMs = Date.now();
    // A window ends by the clock alone, too.
    const all = moved || nowMs - this.renewedAllMs >= this.limits.heartbeatMs;
    for (const board of [...this.boards.values()]) {
      if (all || board.latest === undefined) board.renew(await this.numbers.board(board.question));
    }
    if (all) this.renewedAllMs = nowMs;
    this.seen = now;
    return moved;
  }

  private problem(problem: Problem): News {
    const frame = problemFrame(problem.body());
    return this.news?.frame.equals(frame) ? this.news : { frame };
  }

  private tick(): void {
    const nowMs = Date.now();
    for (const client of [...this.clients]) {
      const reason = client.tick(nowMs);
      if (reason !== undefined) this.drop(client, reason);
    }
    const uneasy = this.news?.position === undefined || this.numbers.trouble() !== undefined;
    const due = nowMs - this.renewedAllMs >= this.limits.heartbeatMs;
    if (this.clients.size > 0 && (uneasy || due)) this.rounds.soon();
  }

  private drop(client: StreamClient, reason: DropReason): void {
    client.drop(reason);
    this.metrics.dropped(reason);
    this.forget(client);
  }
}

const positionNews = (asOf: AsOf): News => ({ frame: positionFrame(asOf), position: BigInt(asOf.position) });
