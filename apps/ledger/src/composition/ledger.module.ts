import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Registry } from 'prom-client';
import { PinoLogger } from 'nestjs-pino';
import { AccessRecorder } from '@tallystick/access';
import { SETTINGS, type Settings } from '@tallystick/platform';
import { CorrectionsController } from '../corrections/corrections.controller.js';
import { correctionsProviders } from '../corrections/corrections.providers.js';
import { decisionsProviders } from '../decisions/decisions.providers.js';
import { EventsController } from '../events/events.controller.js';
import { HistoryController } from '../history/history.controller.js';
import { IdentitiesController } from '../identities/identities.controller.js';
import { Identities } from '../identities/identities.js';
import { HttpIntake, IntakeLane } from '../intake/index.js';
import { KAFKA_PROVIDERS } from '../kafka/index.js';
import { Checkpoints, LeafIndexes, LogController, logProviders, ProofController } from '../log/index.js';
import { IntakeMetrics } from '../metrics/intake-metrics.js';
import { NamingController } from '../naming/naming.controller.js';
import { namingProviders } from '../naming/naming.providers.js';
import { AdoptPolicyHandler } from '../policies/adopt-policy.command.js';
import { PoliciesController } from '../policies/policies.controller.js';
import { ListPricesHandler } from '../prices/list-prices.command.js';
import { PricesController } from '../prices/prices.controller.js';
import { FirstEvent } from '../receipts/first-event.js';
import { ReceiptBook } from '../receipts/receipt-book.js';
import { ReceiptsController } from '../receipts/receipts.controller.js';
import { DeclareRosterHandler } from '../rosters/declare-roster.command.js';
import { RostersController } from '../rosters/rosters.controller.js';
import { SystemController } from '../system/system.controller.js';
import { IntakeStart } from './intake-start.js';
import type { LedgerParts } from './ledger-parts.js';
import { LedgerLife, PARTS } from './ledger-life.js';
import { LEDGER_LOG, LEDGER_STORE } from './tokens.js';

/** The write side, put together from its parts. */
@Module({})
export class LedgerModule {
  static of(parts: LedgerParts): DynamicModule {
    return {
      module: LedgerModule,
      imports: [CqrsModule],
      controllers: [
        EventsController,
        CorrectionsController,
        PricesController,
        PoliciesController,
        RostersController,
        NamingController,
        ReceiptsController,
        HistoryController,
        IdentitiesController,
        LogController,
        ProofController,
        SystemController,
      ],
      providers: [
        { provide: PARTS, useValue: parts },
        { provide: LEDGER_STORE, useValue: parts.store },
        { provide: LEDGER_LOG, useValue: parts.log.published },
        {
          provide: IntakeMetrics,
          inject: [Registry, PinoLogger],
          useFactory: (registry: Registry, log: PinoLogger) => new IntakeMetrics(registry, log),
        },
        {
          provide: IntakeLane,
          inject: [IntakeMetrics],
          useFactory: (observer: IntakeMetrics) =>
            new IntakeLane({ store: parts.store, index: parts.index, vault: parts.vault, observer }),
        },
        {
          provide: IntakeStart,
          inject: [IntakeLane, PinoLogger],
          useFactory: (lane: IntakeLane, log: PinoLogger) =>
            new IntakeStart(lane, (err) => log.error({ err }, 'the identity index cannot be brought up; trying again')),
        },
        {
          provide: HttpIntake,
          inject: [IntakeLane, SETTINGS],
          useFactory: (lane: IntakeLane, { instance }: Settings) => new HttpIntake(lane, instance),
        },
        { provide: FirstEvent, inject: [IntakeLane], useFactory: (lane: IntakeLane) => new FirstEvent(lane) },
        {
          provide: ReceiptBook,
          inject: [FirstEvent, Checkpoints, LeafIndexes],
          useFactory: (first: FirstEvent, checkpoints: Checkpoints, indexes: LeafIndexes) =>
            new ReceiptBook(first, checkpoints, indexes),
        },
        {
          provide: Identities,
          inject: [SETTINGS],
          useFactory: ({ auth, instance }: Settings) =>
            new Identities(
              parts.vault,
              auth.mode === 'none' ? undefined : new AccessRecorder({ store: parts.store, instance }),
            ),
        },
        ...decisionsProviders(parts),
        ...correctionsProviders(parts),
        ListPricesHandler,
        AdoptPolicyHandler,
        DeclareRosterHandler,
        ...namingProviders(parts),
        ...logProviders(parts),
        LedgerLife,
        ...KAFKA_PROVIDERS,
      ],
    };
  }
}
