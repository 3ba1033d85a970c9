import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { FoldedUpTo } from './folded-up-to.js';
import type { FoldedBatch } from './projection.js';
import { PROJECTION_STATE_KINDS, type ProjectionState } from './projection-state.js';
import type { Stores } from './stores.js';
import { behindMs } from './behind.js';

const SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10];

/** What Prometheus sees of the projection. Positions are given as numbers: exact up to 2^53. */
export class ProjectionMetrics {
  private readonly logSize: Gauge;
  private readonly state: Gauge<'state'>;
  private readonly poisonPosition: Gauge;
  private readonly events: Counter;
  private readonly retries: Counter;
  private readonly batchEvents: Histogram;
  private readonly foldSeconds: Histogram;
  private readonly visibleSeconds: Histogram;

  constructor(registry: Registry, stores: Stores, foldedUpTo: FoldedUpTo) {
    const registers = [registry];
    const named = (name: string, help: string) => ({ name: `tallystick_projection_${name}`, help, registers });
    this.logSize = new Gauge(named('log_size', 'Ledger events (leaves) folded into the tables.'));
    this.state = new Gauge({
      ...named('state', '1 for the state that holds, 0 for the others.'),
      labelNames: ['state'],
    });
    this.poisonPosition = new Gauge(
      named('poison_position', 'Position of the event that cannot be folded; 0 when none.'),
    );
    this.events = new Counter(named('events_folded_total', 'Ledger events folded by this process.'));
    this.retries = new Counter(named('retries_total', 'Waits because the ledger or the database did not answer.'));
    this.batchEvents = new Histogram({
      ...named('batch_events', 'Events folded in one transaction.'),
      buckets: [1, 5, 20, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000],
    });
    this.foldSeconds = new Histogram({
      ...named('fold_duration_seconds', 'Time to fold one batch.'),
      buckets: SECONDS,
    });
    this.visibleSeconds = new Histogram({
      ...named('visible_delay_seconds', 'From recorded to visible, of the oldest event of each batch folded live.'),
      buckets: SECONDS,
    });
    this.watchLag(registry, stores, foldedUpTo);
    this.stateChanged({ kind: 'starting' });
  }

  stateChanged(state: ProjectionState): void {
    for (const kind of PROJECTION_STATE_KINDS) this.state.set({ state: kind }, kind === state.kind ? 1 : 0);
    this.poisonPosition.set(state.kind === 'poisoned' ? Number(state.position) : 0);
  }

  folded({ events, tookMs, visibleAfterMs, checkpoint }: FoldedBatch): void {
    this.events.inc(events);
    this.batchEvents.observe(events);
    this.foldSeconds.observe(tookMs / 1_000);
    if (visibleAfterMs !== null) this.visibleSeconds.observe(visibleAfterMs / 1_000);
    this.logSize.set(checkpoint.logSize);
  }

  retried(): void {
    this.retries.inc();
  }

  /** Looked up when Prometheus asks; NaN while the ledger does not answer. */
  private watchLag(registry: Registry, stores: Stores, foldedUpTo: FoldedUpTo): void {
    const registers = [registry];
    const gauge = (name: string, help: string, look: () => number | Promise<number>): void => {
      new Gauge({
        name: `tallystick_projection_${name}`,
        help,
        registers,
        async collect() {
          this.set(await look());
        },
      });
    };
    gauge('position', 'Ledger position up to which the tables are folded.', () => Number(foldedUpTo.position));
    gauge('waiting_requests', 'Requests that wait for a position (atLeast).', () => foldedUpTo.waiting);
    gauge('behind_seconds', 'Age of the oldest event that is not folded yet; 0 when none.', async () =>
      orNaN(async () => {
        const ledger = stores.opened?.ledger;
        return ledger ? (await behindMs(ledger, foldedUpTo.position, Date.now())) / 1_000 : NaN;
      }),
    );
    gauge(
      'behind_positions',
      'Ledger positions not folded yet: events on the embedded ledger, bytes of the transaction log on EventStoreDB.',
      async () =>
        orNaN(async () => {
          const tail = await stores.opened?.ledger.tail();
          return tail === undefined ? NaN : Math.max(0, Number(tail - foldedUpTo.position));
        }),
    );
  }
}

/** A scrape must answer even while the ledger does not: the gauge then has no number. */
async function orNaN(look: () => Promise<number>): Promise<number> {
  return look().catch(() => NaN);
}
