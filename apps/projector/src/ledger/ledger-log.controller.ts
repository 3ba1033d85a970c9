import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { AllowEveryone, Problem } from '@tallystick/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LedgerPassage } from './ledger-passage.js';

const TILE = /^\/log\/tile\/(?:entries|\d{1,2})(?:\/x\d{3}){0,6}\/\d{3}(?:\.p\/\d{1,3})?$/;

/** Passed on to the ledger service. */
@ApiTags('ledger')
@Controller('log')
export class LedgerLogController {
  constructor(private readonly passage: LedgerPassage) {}

  @Get('checkpoint')
  @AllowEveryone()
  @ApiOperation({ summary: 'The newest signed checkpoint, from the ledger service' })
  checkpoint(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('checkpoint.cosigned')
  @AllowEveryone()
  @ApiOperation({ summary: 'The last checkpoint that every witness has cosigned, from the ledger service' })
  cosigned(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('key')
  @AllowEveryone()
  @ApiOperation({ summary: "The log's verifier key, from the ledger service" })
  key(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('tile/*')
  @AllowEveryone()
  @ApiOperation({ summary: 'A tile or, for auditors, a bundle of entries, from the ledger service' })
  @ApiParam({ name: 'path', example: '0/x001/x234/067' })
  tile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (!TILE.test(request.url)) throw new Problem('not-found', 'the log has no such tile');
    this.passage.pass(request, reply);
  }
}
