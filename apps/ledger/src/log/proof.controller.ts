import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, maySpeakFor, Problem, type Caller } from '@tallystick/platform';
import { leafIndex } from '@tallystick/transparency';
import type { FastifyReply } from 'fastify';
import { ProofQuery } from './log-query.js';
import { ProofBook } from './proof-book.js';

@ApiTags('proof')
@Controller('v1/log/proof')
export class ProofController {
  constructor(private readonly book: ProofBook) {}

  @Get()
  @Allow('publisher', 'auditor')
  @ApiOperation({
    summary:
      'A proof file (C2SP tlog-proof) that an event is in the log, checked offline by `tallystick verify --proof`',
    description: 'Holds the entry itself (`extra`) for auditors, and for the publisher of its source.',
  })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'index, hashes, checkpoint' })
  @ApiResponse({ status: 400, description: '`invalid-query`: a parameter is wrong or unknown' })
  @ApiResponse({ status: 404, description: '`not-found`: the ledger holds no such event' })
  @ApiResponse({ status: 503, description: '`not-caught-up`: not under a signed checkpoint yet' })
  async proof(@Query() query: ProofQuery, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.#fileFor(query, caller);
    void reply.header('content-type', 'text/plain; charset=utf-8').header('cache-control', 'no-store').send(file);
  }

  #fileFor({ source, id, leafIndex: index }: ProofQuery, caller: Caller): Promise<Uint8Array> {
    const isAuditor = caller.roles.has('auditor');
    if (index !== undefined) {
      if (source !== undefined || id !== undefined) throw wrong('leafIndex', 'give either leafIndex, or source and id');
      return this.book.ofLeaf(leafIndex(index), isAuditor);
    }
    if (source === undefined) throw wrong('source', 'give source and id, or leafIndex');
    if (id === undefined) throw wrong('id', 'give id beside source');
    if (!isAuditor && !maySpeakFor(caller, source)) {
      throw new Problem('forbidden', 'this API key may not ask for this source', { field: 'source' });
    }
    return this.book.ofUsage(source, id);
  }
}

const wrong = (field: string, detail: string): Problem => new Problem('invalid-query', detail, { field });
