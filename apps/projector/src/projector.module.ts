import { Module, type DynamicModule } from '@nestjs/common';
import { BUILT_DASHBOARD, DashboardModule } from './dashboard/dashboard.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { ProjectionModule } from './projection/projection.module.js';
import type { ProjectionLimits } from './projection/projection-limits.js';
import type { StoreOpeners } from './projection/stores.js';
import { QueriesModule } from './queries/queries.module.js';
import { RebuildController } from './rebuild/rebuild.controller.js';
import { Rebuilds } from './rebuild/rebuilds.js';
import { StreamModule } from './stream/stream.module.js';
import type { StreamLimits } from './stream/stream-limits.js';
import { SystemModule } from './system/system.module.js';

@Module({})
export class ProjectorModule {
  static forRoot(
    openers: StoreOpeners,
    limits?: ProjectionLimits,
    dashboard = BUILT_DASHBOARD,
    streamLimits?: StreamLimits,
  ): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [
        ProjectionModule.forRoot(openers, limits),
        QueriesModule,
        ExportsModule,
        StreamModule.forRoot(streamLimits),
        LedgerModule,
        SystemModule,
        DashboardModule.forRoot(dashboard),
      ],
      controllers: [RebuildController],
      providers: [Rebuilds],
    };
  }
}
