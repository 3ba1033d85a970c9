import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DigestController } from './digest/digest.controller.js';
import { DigestHandler } from './digest/digest.query.js';
import { EventsController } from './events/events.controller.js';
import { EventsHandler } from './events/events.query.js';
import { ExplainController } from './explain/explain.controller.js';
import { ExplainHandler } from './explain/explain.query.js';
import { LeaderboardsController } from './leaderboards/leaderboards.controller.js';
import { LeaderboardHandler } from './leaderboards/leaderboard.query.js';
import { Standpoint } from './standpoint/standpoint.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageHandler } from './usage/usage.query.js';

@Module({
  imports: [CqrsModule],
  controllers: [LeaderboardsController, UsageController, EventsController, ExplainController, DigestController],
  providers: [Standpoint, LeaderboardHandler, UsageHandler, EventsHandler, ExplainHandler, DigestHandler],
  exports: [Standpoint],
})
export class QueriesModule {}
