import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import { ApiAnswer, ApiQueryProblems } from '../openapi/schemas.js';
import { LeaderboardParams, LeaderboardPath } from './leaderboard.params.js';
import { AskLeaderboard, type LeaderboardReply } from './leaderboard.query.js';
import { leaderboardExample, leaderboardSchema } from './leaderboard.openapi.js';

@ApiTags('boards')
@Controller('v1/leaderboards')
export class LeaderboardsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':subject')
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Who used how much in a window, ranked: equal values share a rank (1, 2, 2, 4)' })
  @ApiAnswer(leaderboardSchema, leaderboardExample)
  @ApiQueryProblems()
  board(
    @Param() path: LeaderboardPath,
    @Query() params: LeaderboardParams,
    @CurrentCaller() caller: Caller,
  ): Promise<LeaderboardReply> {
    return this.queries.execute(new AskLeaderboard(path.subject, params, caller, 'as-chosen'));
  }
}
