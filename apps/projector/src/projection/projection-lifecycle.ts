import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { ReadinessChecks } from '@tallystick/platform';
import { FoldedUpTo } from './folded-up-to.js';
import { Projection } from './projection.js';
import { behindMs } from './behind.js';
import { stateSentence } from './projection-state.js';
import { Stores } from './stores.js';

/** Starts the projection with the application, tells readiness about it, and ends it before its stores are closed. */
@Injectable()
export class ProjectionLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly projection: Projection,
    private readonly foldedUpTo: FoldedUpTo,
    private readonly stores: Stores,
    private readonly readiness: ReadinessChecks,
  ) {}

  onApplicationBootstrap(): void {
    this.readiness.add('projection', () => this.whyNotReady());
    this.projection.start();
  }

  /** Requests that wait are answered, and the batch in hand is committed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.foldedUpTo.close();
    await this.projection.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stores.close();
  }

  private async whyNotReady(): Promise<string | null> {
    const { state, wasLive } = this.projection;
    if (state.kind === 'live' || state.kind === 'standby') return null;
    // Once caught up, a backlog is told by `behindMs` and the metrics: taking the service away would not shorten it.
    if (state.kind === 'catching-up' && wasLive) return null;
    return state.kind === 'catching-up' ? `${stateSentence(state)}${await this.howFarBehind()}` : stateSentence(state);
  }

  private async howFarBehind(): Promise<string> {
    const stores = this.stores.opened;
    if (!stores) return '';
    const folded = this.foldedUpTo.position;
    const [tail, ms] = await Promise.all([stores.ledger.tail(), behindMs(stores.ledger, folded, Date.now())]);
    return ` (folded up to position ${folded} of ${tail}, ${ms} ms behind)`;
  }
}
