import { Body, Controller, Get, Inject, Post, Query, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { parsePriceListed, PRICES_STREAM, type PriceListedData } from '@tallystick/events';
import { MAX_PRICES, readPriceRequest, readPriceRequests, type PriceRequest } from '@tallystick/events/dto';
import type { LedgerStore } from '@tallystick/ledger-store';
import { Allow, CurrentCaller, Problem, type Caller } from '@tallystick/platform';
import type { FastifyRequest } from 'fastify';
import { LEDGER_STORE } from '../composition/tokens.js';
import { answerOf, contextOf, type PositionAnswer } from '../decisions/decision-http.js';
import { DecisionMetrics } from '../decisions/decision-metrics.js';
import { decisionPage, type OnRecord } from '../decisions/decision-page.js';
import { isJsonObject, jsonBody, problemOf } from '../decisions/json-body.js';
import { HistoryQuery } from '../history/history-query.js';
import { ListPrices } from './list-prices.command.js';
import { ApiListsPrices, ApiShowsPrices } from './prices.openapi.js';

interface ListedAnswer extends PositionAnswer {
  /** Prices that were recorded; those that change nothing are left out. */
  readonly listed: number;
}
interface BookAnswer {
  readonly prices: readonly OnRecord<PriceListedData>[];
  /** `after` of the next page; null: this is all. */
  readonly nextAfter: string | null;
}

/** What tokens cost: listed by admins, seen by everyone who sees numbers. */
@Controller('v1/prices')
export class PricesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly metrics: DecisionMetrics,
    @Inject(LEDGER_STORE) private readonly store: LedgerStore,
  ) {}

  @Post()
  @Allow('admin')
  @ApiListsPrices()
  async list(
    @Req() request: FastifyRequest,
    @Body() body: Buffer | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<ListedAnswer> {
    const taken = await this.metrics.watch('price', () => {
      const prices = pricesIn(jsonBody(request.headers['content-type'], body));
      return this.commands.execute(new ListPrices(prices, contextOf(request, caller)));
    });
    return { ...answerOf(taken), listed: taken.recorded };
  }

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiShowsPrices()
  async book(@Query() query: HistoryQuery): Promise<BookAnswer> {
    const page = await decisionPage(this.store, PRICES_STREAM, parsePriceListed, query);
    return { prices: page.decisions, nextAfter: page.nextAfter };
  }
}

/** One price, or a list of them. @throws Problem what is wrong */
function pricesIn(body: unknown): readonly PriceRequest[] {
  if (Array.isArray(body)) {
    if (body.length === 0) throw new Problem('invalid-query', 'the list of prices is empty');
    if (body.length > MAX_PRICES) throw new Problem('batch-too-large', `at most ${MAX_PRICES} prices in one request`);
    const reading = readPriceRequests(body);
    if (!reading.ok) throw problemOf(reading.fault);
    return reading.request;
  }
  if (!isJsonObject(body)) throw new Problem('invalid-query', 'the body must be a JSON object, or an array of them');
  const reading = readPriceRequest(body);
  if (!reading.ok) throw problemOf(reading.fault);
  return [reading.request];
}
