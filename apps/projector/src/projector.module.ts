import { Module, type DynamicModule } from '@nestjs/common';
import { ProjectionModule } from './projection/projection.module.js';
import type { ProjectionLimits } from './projection/projection-limits.js';
import type { StoreOpeners } from './projection/stores.js';
import { QueriesModule } from './queries/queries.module.js';
import { RebuildController } from './rebuild/rebuild.controller.js';
import { Rebuilds } from './rebuild/rebuilds.js';
import { WelcomeController } from './welcome/welcome.controller.js';

@Module({})
export class ProjectorModule {
  static forRoot(openers: StoreOpeners, limits?: ProjectionLimits): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [ProjectionModule.forRoot(openers, limits), QueriesModule],
      controllers: [RebuildController, WelcomeController],
      providers: [Rebuilds],
    };
  }
}
