import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '@tallystick/platform';
import { ApiAnswer, ApiQueryProblems, asOfExample, asOfSchema, object, text } from '../openapi/schemas.js';
import { AtLeastParams } from '../parameters/standpoint.params.js';
import { AskDigest, type DigestReply } from './digest.query.js';

@ApiTags('audit')
@Controller('v1/digest')
export class DigestController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('auditor')
  @ApiOperation({
    summary: 'SHA-256 over the rows of all tables in key order: the same for everyone who folds this ledger',
  })
  @ApiAnswer(
    object({ digest: text(), tables: { type: 'object', additionalProperties: { type: 'string' } }, asOf: asOfSchema }),
    { digest: '9f86d081884c7d65…', tables: { usage_events: '60303ae22b998861…' }, asOf: asOfExample },
  )
  @ApiQueryProblems()
  digest(@Query() params: AtLeastParams): Promise<DigestReply> {
    return this.queries.execute(new AskDigest(params));
  }
}
