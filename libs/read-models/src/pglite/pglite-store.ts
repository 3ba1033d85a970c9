import type { SqlSession, SqlStore, SqlValue } from '../sql/sql-store.js';
import type { PgliteThread } from './pglite-thread.js';

/** PGlite has one connection: transactions queue up here, first come, first served. */
export class PgliteStore implements SqlStore {
  private lane: Promise<unknown> = Promise.resolve();
  private readers = 0;
  private readonly session: SqlSession;

  constructor(
    private readonly thread: PgliteThread,
    private readonly release: () => Promise<void>,
  ) {
    this.session = {
      query: async <R>(text: string, params: readonly SqlValue[] = []) =>
        (await thread.ask({ do: 'query', text, params })) as R[],
      copyIn: async (target, lines) => {
        await thread.ask({ do: 'copy', target, lines });
      },
    };
  }

  write<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.inTurn('begin', work);
  }

  async read<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    this.readers++;
    try {
      return await this.inTurn('begin read only', work);
    } finally {
      this.readers--;
    }
  }

  readersWaiting(): boolean {
    return this.readers > 0;
  }

  async close(): Promise<void> {
    await this.lane.catch(() => undefined);
    await this.thread.close();
    await this.release();
  }

  private inTurn<T>(begin: string, work: (session: SqlSession) => Promise<T>): Promise<T> {
    const turn = this.lane.then(async () => {
      await this.thread.ask({ do: 'run', text: begin });
      try {
        const result = await work(this.session);
        await this.thread.ask({ do: 'run', text: 'commit' });
        return result;
      } catch (error) {
        await this.thread.ask({ do: 'run', text: 'rollback' });
        throw error;
      }
    });
    this.lane = turn.catch(() => undefined);
    return turn;
  }
}
