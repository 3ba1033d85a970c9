import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdoptionController } from './adoption/adoption.controller.js';
import { AdoptionHandler } from './adoption/adoption.query.js';
import { DigestController } from './digest/digest.controller.js';
import { DigestHandler } from './digest/digest.query.js';
import { EventsController } from './events/events.controller.js';
import { EventsHandler } from './events/events.query.js';
import { ExplainController } from './explain/explain.controller.js';
import { ExplainHandler } from './explain/explain.query.js';
import { LeaderboardsController } from './leaderboards/leaderboards.controller.js';
import { LeaderboardHandler } from './leaderboards/leaderboard.query.js';
import { GroupBoards } from './leaderboards/group-board.js';
import { MeController } from './me/me.controller.js';
import { MeHandler } from './me/me.query.js';
import { MyViewsHandler } from './me/my-views.query.js';
import { GroupLimits } from './privacy/groups.js';
import { HouseRules } from './privacy/house-rules.js';
import { Names } from './privacy/names.js';
import { People } from './privacy/people.js';
import { Privacy } from './privacy/privacy.js';
import { Standpoint } from './standpoint/standpoint.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageHandler } from './usage/usage.query.js';

@Module({
  imports: [CqrsModule],
  controllers: [
    LeaderboardsController,
    UsageController,
    EventsController,
    ExplainController,
    DigestController,
    MeController,
    AdoptionController,
  ],
  providers: [
    Standpoint,
    People,
    HouseRules,
    Privacy,
    Names,
    GroupLimits,
    GroupBoards,
    LeaderboardHandler,
    UsageHandler,
    EventsHandler,
    ExplainHandler,
    DigestHandler,
    MeHandler,
    MyViewsHandler,
    AdoptionHandler,
  ],
  exports: [Standpoint, Privacy, GroupLimits],
})
export class QueriesModule {}
