import { Inject, Module, type DynamicModule, type OnModuleDestroy } from '@nestjs/common';
import type { IdentityIndex, LedgerStore } from '@tallystick/ledger-store';
import type { IdentityVault } from '@tallystick/vault';
import { HttpIntake } from './http-intake.js';
import { IdentityFollower } from './identity-follower.js';
import { IntakeLane } from './intake-lane.js';
import type { IntakeObserver } from './intake-observer.js';
import {
  IDENTITY_INDEX,
  IDENTITY_VAULT,
  INSTANCE_NAME,
  INTAKE_OBSERVER,
  LEDGER_STORE,
  USAGE_INTAKE,
} from './intake.tokens.js';

const lane = {
  provide: IntakeLane,
  inject: [LEDGER_STORE, IDENTITY_INDEX, IDENTITY_VAULT, INTAKE_OBSERVER],
  useFactory: async (store: LedgerStore, index: IdentityIndex, vault: IdentityVault, observer: IntakeObserver) => {
    const started = new IntakeLane({ store, index, vault, observer });
    await started.start(); // the index is at the ledger's end before anything may be decided
    return started;
  },
};

/**
 * The one lane of this process. `imports` must give LEDGER_STORE, IDENTITY_INDEX, IDENTITY_VAULT, INTAKE_OBSERVER and
 * INSTANCE_NAME. Whoever opened store, index and vault closes them, after this module is destroyed.
 */
@Module({})
export class IntakeModule implements OnModuleDestroy {
  constructor(@Inject(IntakeLane) private readonly lane: IntakeLane) {}

  static register(imports: NonNullable<DynamicModule['imports']>): DynamicModule {
    return {
      module: IntakeModule,
      imports,
      providers: [
        lane,
        {
          provide: USAGE_INTAKE,
          inject: [IntakeLane, INSTANCE_NAME],
          useFactory: (started: IntakeLane, instance: string) => new HttpIntake(started, instance),
        },
        { provide: IdentityFollower, inject: [IntakeLane], useFactory: (started: IntakeLane) => started.follower },
      ],
      exports: [IntakeLane, IdentityFollower, USAGE_INTAKE],
    };
  }

  /** Answers what waits for the lane, then stops following the ledger. */
  async onModuleDestroy(): Promise<void> {
    await this.lane.stop();
  }
}
