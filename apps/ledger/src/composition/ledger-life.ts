import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { LedgerUnavailable, type LedgerStore } from '@tallystick/ledger-store';
import { ReadinessChecks } from '@tallystick/platform';
import { IntakeLane } from '../intake/index.js';
import { IntakeMetrics } from '../metrics/intake-metrics.js';
import { NotaryKeeper, NotaryMetrics } from '../notary/index.js';
import { IntakeStart } from './intake-start.js';
import type { LedgerParts } from './ledger-parts.js';

export const PARTS = Symbol('LedgerParts');

/**
 * The order in which the ledger starts and stops. Stopping: no new Kafka batches; then the platform closes HTTP, which
 * waits for the requests under way; then the lane finishes what is in it; then the notary signs what it has read; then
 * store, vault, index and lock.
 */
@Injectable()
export class LedgerLife implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    @Inject(PARTS) private readonly parts: LedgerParts,
    private readonly lane: IntakeLane,
    private readonly start: IntakeStart,
    private readonly metrics: IntakeMetrics,
    private readonly readiness: ReadinessChecks,
    private readonly notary: NotaryKeeper,
    private readonly notaryMetrics: NotaryMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.readiness.add('ledger', () => ledgerReason(this.parts.store));
    this.readiness.add('identity-index', () => this.start.reason());
    this.readiness.add('intake', () => this.metrics.pauseReason());
    this.readiness.add('log', () => this.notaryMetrics.reason());
    this.notary.start();
    // Not awaited: the service listens, and says why it is not ready, while the index follows.
    void this.start.begin();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.start.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.lane.stop();
    await this.notary.stop();
    await this.parts.close();
  }
}

async function ledgerReason(store: LedgerStore): Promise<string | null> {
  try {
    await store.tail();
    return null;
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    return error.message;
  }
}
