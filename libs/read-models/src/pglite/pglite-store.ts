import type { Opening, SqlSession, SqlStore, SqlValue } from '../sql/sql-store.js';
import type { PgliteThread } from './pglite-thread.js';

/** PGlite has one connection: transactions queue up here, first come, first served. */
export class PgliteStore implements SqlStore {
  readonly concurrent = false;
  private lane: Promise<unknown> = Promise.resolve();
  /** Transactions that run or wait. */
  private queued = 0;
  private closed = false;
  private readonly session: SqlSession = {
    query: async <R>(text: string, params: readonly SqlValue[] = []) =>
      (await this.thread.ask({ do: 'query', text, params })) as R[],
    copyIn: async (target, lines) => {
      await this.thread.ask({ do: 'copy', target, lines });
    },
  };

  /** @param startThread opens the same files in another thread, for the case that the first one dies */
  constructor(
    private thread: PgliteThread,
    private readonly startThread: () => Promise<PgliteThread>,
    private readonly release: () => void,
  ) {}

  write<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.inTurn('begin', work);
  }

  read<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.inTurn('begin read only', work);
  }

  readFrom<R, T>({ text }: Opening, work: (session: SqlSession, rows: readonly R[]) => Promise<T>): Promise<T> {
    return this.read(async (session) => work(session, await session.query<R>(text)));
  }

  ask<R>(text: string, params: readonly SqlValue[] = []): Promise<R[]> {
    return this.queue(() => this.session.query<R>(text, params));
  }

  othersWaiting(): boolean {
    return this.queued > 1;
  }

  /** Each in a turn of its own: what waits meanwhile waits for one of them at most. */
  async maintain(statements: readonly string[]): Promise<void> {
    for (const text of statements) await this.queue(() => this.thread.ask({ do: 'run', text }));
  }

  /** What waits is done first; what comes later is refused, lest it open the files again that others may have by then. */
  async close(): Promise<void> {
    this.closed = true;
    await this.lane;
    if (!this.thread.isDead) await this.thread.close();
    this.release();
  }

  private assertOpen(): void {
    if (this.closed) throw new Error('the embedded read models are closed');
  }

  private inTurn<T>(begin: string, work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.queue(() => this.transaction(begin, work));
  }

  private async queue<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    this.queued++;
    const turn = this.lane.then(() => this.onLiveThread(work)).finally(() => this.queued--);
    this.lane = turn.catch(() => undefined);
    return turn;
  }

  private async onLiveThread<T>(work: () => Promise<T>): Promise<T> {
    if (this.thread.isDead) this.thread = await this.startThread();
    return work();
  }

  private async transaction<T>(begin: string, work: (session: SqlSession) => Promise<T>): Promise<T> {
    await this.thread.ask({ do: 'run', text: begin });
    try {
      const result = await work(this.session);
      await this.thread.ask({ do: 'run', text: 'commit' });
      return result;
    } catch (error) {
      if (!this.thread.isDead) await this.thread.ask({ do: 'run', text: 'rollback' });
      throw error;
    }
  }
}
