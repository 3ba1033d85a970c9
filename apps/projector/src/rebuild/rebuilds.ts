import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LedgerUnavailable, type LedgerStore } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';
import { Poison, type Rebuilt } from '@tallystick/read-models';
import { PinoLogger } from 'nestjs-pino';
import { Projection } from '../projection/projection.js';
import { stateSentence } from '../projection/projection-state.js';
import { Stores, type OpenStores } from '../projection/stores.js';
import type { AsOf } from '../queries/standpoint/as-of.js';
import { Standpoint } from '../queries/standpoint/standpoint.js';

/** What a rebuild found: `equal` says whether both folds gave the same tables, to the byte. */
export type RebuildResult = Pick<Rebuilt, 'equal' | 'swapped' | 'before' | 'after'> & {
  readonly position: string;
  readonly logSize: number;
  readonly tookMs: number;
  readonly asOf: AsOf;
};

export type RebuildState =
  | { readonly status: 'none' }
  | { readonly status: 'running'; readonly compare: boolean; readonly position: string; readonly end: string | null }
  | ({ readonly status: 'done' } & RebuildResult)
  | { readonly status: 'failed'; readonly reason: string };

/** Folds the ledger anew beside the live tables, one rebuild at a time; questions and the live fold go on meanwhile. */
@Injectable()
export class Rebuilds implements BeforeApplicationShutdown {
  private current: RebuildState = { status: 'none' };
  private running: Promise<RebuildResult> | undefined;
  private stopping = false;

  constructor(
    private readonly stores: Stores,
    private readonly projection: Projection,
    private readonly standpoint: Standpoint,
    private readonly log: PinoLogger,
  ) {}

  get state(): RebuildState {
    return this.current;
  }

  /** Starts a rebuild, or joins the one that runs, and waits for its end. @throws Problem not-caught-up */
  run(compare: boolean): Promise<RebuildResult> {
    if (this.current.status === 'running') {
      if (this.running !== undefined && this.current.compare === compare) return this.running;
      throw new Problem('not-caught-up', `another rebuild runs, folded up to position ${this.current.position}`);
    }
    const stores = this.stores.opened;
    const { state } = this.projection;
    if (!stores || state.kind === 'refused') {
      throw new Problem('not-caught-up', `nothing can be rebuilt: ${stateSentence(state)}`);
    }
    this.current = { status: 'running', compare, position: '0', end: null };
    this.running = this.rebuild(stores, compare);
    return this.running;
  }

  /** A rebuild that is cut short leaves the live tables as they are. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.running?.catch(() => undefined);
  }

  private async rebuild(stores: OpenStores, compare: boolean): Promise<RebuildResult> {
    const { ledger, readModels } = stores;
    const startedMs = performance.now();
    try {
      const { equal, swapped, before, after, at } = await readModels.rebuild({
        ledger: this.untilTheStop(ledger),
        swap: !compare,
        onProgress: ({ position }, end) => {
          this.current = { status: 'running', compare, position: String(position), end: String(end) };
        },
      });
      const tookMs = Math.round(performance.now() - startedMs);
      const asOf = await this.standpoint.asOf(stores, at);
      const { position, logSize } = asOf;
      const result = { equal, swapped, before, after, position, logSize, tookMs, asOf };
      this.current = { status: 'done', ...result };
      this.log[equal ? 'info' : 'error'](result, equal ? 'rebuilt, equal' : 'rebuilt, and the tables differ');
      return result;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.current = { status: 'failed', reason };
      this.log.error({ err: error }, 'the rebuild failed; the live tables stay as they are');
      if (error instanceof Poison || error instanceof LedgerUnavailable) {
        throw new Problem('not-caught-up', `the rebuild failed: ${reason}`);
      }
      throw error;
    }
  }

  private untilTheStop(ledger: LedgerStore): Pick<LedgerStore, 'readAll'> {
    return {
      readAll: (options) => {
        if (this.stopping) throw new LedgerUnavailable('the projector is shutting down');
        return ledger.readAll(options);
      },
    };
  }
}
