import { Controller, Get, Put, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, AllowEveryone } from '@tallystick/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LedgerPassage } from './ledger-passage.js';

/** Passed on to the ledger service, which knows who may see them. */
@ApiTags('ledger')
@Controller('v1')
export class LedgerRecordsController {
  constructor(private readonly passage: LedgerPassage) {}

  @Get('log/proof')
  @AllowEveryone()
  @ApiOperation({ summary: 'The proof file of an event, from the ledger service' })
  proof(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('system/ledger')
  @AllowEveryone()
  @ApiOperation({ summary: 'How the ledger service stands, by its own words' })
  system(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply, '/v1/system');
  }

  @Get('receipts')
  @AllowEveryone()
  @ApiOperation({ summary: 'Where an event stands, from the ledger service' })
  receipts(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('policies')
  @AllowEveryone()
  @ApiOperation({ summary: 'The policies on record, from the ledger service' })
  policies(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('prices')
  @AllowEveryone()
  @ApiOperation({ summary: 'The price book, from the ledger service' })
  prices(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  @Get('rosters')
  @AllowEveryone()
  @ApiOperation({ summary: "The teams' sizes on record, from the ledger service" })
  rosters(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }

  /** The one thing that a browser changes. Bodies are read of known callers only, so the roles stand here, too. */
  @Put('me/naming')
  @Allow('member', 'team-lead', 'auditor', 'identity-officer', 'admin')
  @ApiOperation({ summary: 'Choose to be shown by name, or no longer; at the ledger service' })
  naming(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.passage.pass(request, reply);
  }
}
