import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { START, type LedgerStore, type Position } from '@tallystick/ledger-store';
import { Allow, Problem } from '@tallystick/platform';
import type { FastifyReply } from 'fastify';
import type { Readable } from 'node:stream';
import { LEDGER_STORE } from '../composition/tokens.js';
import { historyLines } from './history-lines.js';
import { lastOf, ledgerPages, streamPages } from './history-pages.js';
import { DEFAULT_LINES, HistoryQuery, StreamPath } from './history-query.js';

const NDJSON = 'application/x-ndjson';
const LINES = {
  status: 200,
  description: 'One JSON object a line: `position`, `id`, `stream`, `revision`, `type`, `data`, `metadata`',
  content: { [NDJSON]: { schema: { type: 'string' } } },
} as const;

@ApiTags('proof')
@Controller('v1/history')
export class HistoryController {
  constructor(@Inject(LEDGER_STORE) private readonly store: LedgerStore) {}

  @Get()
  @Allow('auditor')
  @ApiOperation({ summary: 'Everything the ledger holds, in order' })
  @ApiResponse(LINES)
  @ApiResponse({ status: 400, description: '`invalid-query`: a parameter is wrong or unknown' })
  async history(@Query() query: HistoryQuery, @Res() reply: FastifyReply): Promise<void> {
    send(reply, await historyLines(ledgerPages(this.store, positionOf(query), query.limit ?? DEFAULT_LINES)));
  }

  @Get('streams/:stream')
  @Allow('auditor')
  @ApiOperation({ summary: 'The same for one stream' })
  @ApiParam({ name: 'stream', example: 'intake-http.0' })
  @ApiResponse(LINES)
  @ApiResponse({ status: 400, description: '`invalid-query`: a parameter is wrong or unknown' })
  @ApiResponse({ status: 404, description: '`not-found`: there is no such stream' })
  async stream(@Param() path: StreamPath, @Query() query: HistoryQuery, @Res() reply: FastifyReply): Promise<void> {
    const { stream } = path;
    const pages = streamPages(this.store, stream, positionOf(query), query.limit ?? DEFAULT_LINES);
    const lines = await historyLines(pages);
    if ((await lastOf(this.store, stream)) === undefined) throw new Problem('not-found', 'there is no such stream');
    send(reply, lines);
  }
}

const positionOf = (query: HistoryQuery): Position =>
  query.after === undefined ? START : (BigInt(query.after) as Position);

const send = (reply: FastifyReply, lines: Readable): void => void reply.header('content-type', NDJSON).send(lines);
