import { Module, type DynamicModule } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { Registry } from 'prom-client';
import { FoldedUpTo } from './folded-up-to.js';
import { Projection } from './projection.js';
import { ProjectionLifecycle } from './projection-lifecycle.js';
import { PROJECTION_LIMITS, type ProjectionLimits } from './projection-limits.js';
import { observeProjection } from './projection-log.js';
import { ProjectionMetrics } from './projection-metrics.js';
import { Stores, type StoreOpeners } from './stores.js';

@Module({})
export class ProjectionModule {
  static forRoot(openers: StoreOpeners, limits: ProjectionLimits = PROJECTION_LIMITS): DynamicModule {
    return {
      module: ProjectionModule,
      global: true,
      providers: [
        FoldedUpTo,
        { provide: Stores, useFactory: () => new Stores(openers) },
        {
          provide: ProjectionMetrics,
          inject: [Registry, Stores, FoldedUpTo],
          useFactory: (registry: Registry, stores: Stores, foldedUpTo: FoldedUpTo) =>
            new ProjectionMetrics(registry, stores, foldedUpTo),
        },
        {
          provide: Projection,
          inject: [Stores, FoldedUpTo, PinoLogger, ProjectionMetrics],
          useFactory: (stores: Stores, foldedUpTo: FoldedUpTo, log: PinoLogger, metrics: ProjectionMetrics) =>
            new Projection({ stores, foldedUpTo, limits, observer: observeProjection(log, metrics) }),
        },
        ProjectionLifecycle,
      ],
      exports: [FoldedUpTo, Stores, Projection],
    };
  }
}
