import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AllowGuard } from './auth/allow.guard.js';
import { ProblemFilter } from './errors/problem-filter.js';
import { HealthModule } from './health/health.module.js';
import { QueryPipe } from './http/query-pipe.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import type { Settings } from './settings/settings.js';

/** Injection token of `Settings`. */
export const SETTINGS = Symbol('Settings');

/** What both services share. `createHttpApp` brings it in; application modules only inject from it. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(service: string, settings: Settings): DynamicModule {
    return {
      module: PlatformModule,
      imports: [LoggingModule.forRoot(service, settings.logLevel), MetricsModule, HealthModule, DiscoveryModule],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: APP_GUARD, useClass: AllowGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: QueryPipe },
      ],
      exports: [SETTINGS],
    };
  }
}
