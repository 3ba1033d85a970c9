import { Body, Controller, Get, Inject, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { policyInForce } from '@tallystick/domain';
import { readPolicyRequest } from '@tallystick/events/dto';
import type { LedgerStore } from '@tallystick/ledger-store';
import { Allow, CurrentCaller, ROLES, type Caller } from '@tallystick/platform';
import type { FastifyRequest } from 'fastify';
import { LEDGER_STORE } from '../composition/tokens.js';
import { readDecisions } from '../decisions/decision-history.js';
import { answerOf, contextOf, type PositionAnswer } from '../decisions/decision-http.js';
import { DecisionMetrics } from '../decisions/decision-metrics.js';
import { jsonObject, problemOf } from '../decisions/json-body.js';
import { readingLedger } from '../decisions/reading-ledger.js';
import { AdoptPolicy } from './adopt-policy.command.js';
import { POLICIES, type PolicyOnRecord } from './policies-on-record.js';
import { ApiAdoptsPolicy, ApiShowsPolicies } from './policies.openapi.js';

interface PoliciesAnswer {
  readonly policies: readonly PolicyOnRecord[];
  /** Position of the policy in force now; null: none has begun. */
  readonly inForce: string | null;
}

/** What the numbers are there for, and who may see them: adopted by admins, known to everyone with a role. */
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: DecisionMetrics,
    @Inject(LEDGER_STORE) private readonly store: LedgerStore,
  ) {}

  @Post()
  @Allow('admin')
  @ApiAdoptsPolicy()
  async adopt(
    @Req() request: FastifyRequest,
    @Body() body: Buffer | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<PositionAnswer> {
    const taken = await this.metrics.watch('policy', async () => {
      const reading = readPolicyRequest(jsonObject(request.headers['content-type'], body));
      if (!reading.ok) throw problemOf(reading.fault);
      return this.commands.execute(new AdoptPolicy(reading.request, contextOf(request, caller)));
    });
    return answerOf(taken);
  }

  @Get()
  @Allow(...ROLES)
  @ApiShowsPolicies()
  async policies(): Promise<PoliciesAnswer> {
    const { state: policies } = await readingLedger(() => readDecisions(this.store, POLICIES, undefined));
    return { policies, inForce: policyInForce(policies, Date.now())?.position ?? null };
  }
}
