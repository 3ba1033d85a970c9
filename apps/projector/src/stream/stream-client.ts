import type { Caller } from '@tallystick/platform';
import type { ServerResponse } from 'node:http';
import { HEARTBEAT, droppedFrame, retryFrame, type DropReason } from './frames.js';
import type { LiveBoard } from './live-board.js';
import type { StreamLimits } from './stream-limits.js';

/** What every client is told at the end of a round; `position` is absent while there is a problem. */
export interface News {
  readonly frame: Buffer;
  readonly position?: bigint;
}

const DETAILS: Record<DropReason, string> = {
  slow: 'what was sent was not read in time; come again with Last-Event-ID',
  shutdown: 'the service is going down; come again with Last-Event-ID',
  renew: 'this stream was open for long enough; come again with Last-Event-ID',
};

/**
 * One open stream. It keeps no queue: while its socket takes no more, it is skipped, and gets the newest state of each
 * board once it does again. What it holds in memory is one round at most, in buffers that all clients share.
 */
export class StreamClient {
  /** The version of each board that it has. */
  private readonly sent = new Map<LiveBoard, number>();
  /** What it was told last, and what it is still to be told once its boards are. */
  private news: News | undefined;
  private pending: News | undefined;
  private blockedSinceMs: number | undefined;
  private lastWriteMs: number;
  private leaving = false;

  /** @param resumesAfter the position of the last message that the client has; undefined: it has nothing */
  constructor(
    readonly caller: Caller,
    readonly boards: readonly LiveBoard[],
    private readonly response: ServerResponse,
    private readonly limits: StreamLimits,
    private readonly openedMs: number,
    private resumesAfter: bigint | undefined,
  ) {
    this.lastWriteMs = openedMs;
    response.on('drain', () => {
      this.blockedSinceMs = undefined;
      this.flush();
    });
    this.write(retryFrame(limits.retryMs));
  }

  /** Tells the newest state, as far as the client does not have it. */
  tell(news: News): void {
    if (news.position !== undefined) this.skipWhatIsKnown(news.position);
    if (this.news !== news) this.pending = news;
    this.flush();
  }

  /** @returns why it must go; undefined: it may stay */
  tick(nowMs: number): DropReason | undefined {
    const { slowMs, maxAgeMs, heartbeatMs } = this.limits;
    if (this.blockedSinceMs !== undefined) return nowMs - this.blockedSinceMs >= slowMs ? 'slow' : undefined;
    if (nowMs - this.openedMs >= maxAgeMs) return 'renew';
    if (nowMs - this.lastWriteMs >= heartbeatMs) this.write(HEARTBEAT);
    return undefined;
  }

  /** Says why, if that can still be written, and ends the connection. */
  drop(reason: DropReason): void {
    if (this.leaving) return;
    this.leaving = true;
    this.response.end(droppedFrame(reason, DETAILS[reason]));
    const cut = setTimeout(() => this.response.destroy(), this.limits.lastWordsMs);
    this.response.once('close', () => clearTimeout(cut));
  }

  private flush(): void {
    for (const board of this.boards) {
      const { latest } = board;
      if (latest === undefined || this.sent.get(board) === latest.version) continue;
      if (!this.ready) return;
      this.sent.set(board, latest.version);
      this.write(latest.frame);
    }
    const news = this.pending;
    // Its id stands for all boards of the client: before they are told, it would be a lie.
    if (news === undefined || !this.ready || (news.position !== undefined && !this.hasAllBoards)) return;
    this.pending = undefined;
    this.news = news;
    this.write(news.frame);
  }

  /** The boards of a running window change with the clock, too: those are told again. */
  private skipWhatIsKnown(now: bigint): void {
    const known = this.resumesAfter;
    this.resumesAfter = undefined;
    if (known === undefined || known > now) return;
    for (const board of this.boards) {
      const { latest } = board;
      if (latest && board.question.window === 'all' && latest.position <= known) this.sent.set(board, latest.version);
    }
  }

  private get hasAllBoards(): boolean {
    return this.boards.every((board) => this.sent.has(board));
  }

  private get ready(): boolean {
    return this.blockedSinceMs === undefined && !this.leaving;
  }

  private write(frame: Buffer): void {
    this.lastWriteMs = Date.now();
    if (!this.response.write(frame)) this.blockedSinceMs ??= this.lastWriteMs;
  }
}
