import type { SqlStore } from './sql-store.js';

/** Ledger events after which the tables are analysed for the first time. */
const FIRST_AT = 20_000;

/**
 * The planner's figures go stale as tables grow, and an embedded database has nobody else to look after them. Waiting
 * for the growth to double keeps the cost in proportion. What is folded does not wait for it.
 */
export class PlannerFigures {
  private nextAt = FIRST_AT;
  private running: Promise<void> | undefined;
  private failure: unknown;

  constructor(
    private readonly store: SqlStore,
    private readonly schema: string,
    /** What is to be done on new figures. */
    private readonly renewed: () => Promise<void>,
  ) {}

  /** Renews them in the background when it is time for that. */
  grownTo(logSize: number): void {
    if (this.running !== undefined || logSize < this.nextAt) return;
    this.nextAt = logSize * 2;
    this.running = this.renew()
      .catch((error: unknown) => void (this.failure = error))
      .finally(() => (this.running = undefined));
  }

  /** Throws, once, what went wrong in the background. */
  raise(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }

  /** Resolves when nothing runs. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async renew(): Promise<void> {
    const { schema, store } = this;
    const vacuum = store.concurrent ? [] : [`vacuum ${schema}.board_cell`];
    await store.maintain([...vacuum, `analyze ${schema}.board_cell`, `analyze ${schema}.usage_event`]);
    await this.renewed();
  }
}
