import { Body, Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { parseRosterDeclared, ROSTERS_STREAM, type RosterDeclaredData } from '@tallystick/events';
import { readRosterRequest } from '@tallystick/events/dto';
import type { LedgerStore } from '@tallystick/ledger-store';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import type { FastifyRequest } from 'fastify';
import { LEDGER_STORE } from '../composition/tokens.js';
import { answerOf, contextOf, type PositionAnswer } from '../decisions/decision-http.js';
import { DecisionMetrics } from '../decisions/decision-metrics.js';
import { decisionPage, type OnRecord } from '../decisions/decision-page.js';
import { jsonObject, problemOf } from '../decisions/json-body.js';
import { HistoryQuery } from '../history/history-query.js';
import { DeclareRoster } from './declare-roster.command.js';
import { ApiDeclaresRoster, ApiShowsRosters } from './rosters.openapi.js';

interface RostersAnswer {
  readonly rosters: readonly OnRecord<RosterDeclaredData>[];
  /** `after` of the next page; null: this is all. */
  readonly nextAfter: string | null;
}

/** How many people each team has: declared by admins, seen by everyone who sees numbers. */
@Controller('v1/rosters')
export class RostersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: DecisionMetrics,
    @Inject(LEDGER_STORE) private readonly store: LedgerStore,
  ) {}

  @Post()
  @Allow('admin')
  @ApiDeclaresRoster()
  async declare(
    @Req() request: FastifyRequest,
    @Body() body: Buffer | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<PositionAnswer> {
    const taken = await this.metrics.watch('roster', async () => {
      const reading = readRosterRequest(jsonObject(request.headers['content-type'], body));
      if (!reading.ok) throw problemOf(reading.fault);
      return this.commands.execute(new DeclareRoster(reading.request, contextOf(request, caller)));
    });
    return answerOf(taken);
  }

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiShowsRosters()
  async rosters(@Query() query: HistoryQuery): Promise<RostersAnswer> {
    const page = await decisionPage(this.store, ROSTERS_STREAM, parseRosterDeclared, query);
    return { rosters: page.decisions, nextAfter: page.nextAfter };
  }
}
