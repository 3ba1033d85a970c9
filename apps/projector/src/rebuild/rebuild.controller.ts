import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Allow } from '@tallystick/platform';
import { IsOptional } from 'class-validator';
import { invalidQuery } from '../queries/parameters/invalid-query.js';
import { IsOneOf } from '../queries/parameters/rules.js';
import {
  ApiAnswer,
  ApiQueryProblems,
  asOfExample,
  asOfSchema,
  integer,
  object,
  text,
} from '../queries/openapi/schemas.js';
import { Rebuilds, type RebuildResult, type RebuildState } from './rebuilds.js';

const digest = object({ digest: text(), tables: { type: 'object', additionalProperties: { type: 'string' } } });
const digestExample = { digest: '9f86d081884c7d65…', tables: { usage_event: '60303ae22b998861…' } };

const resultSchema = object({
  equal: { type: 'boolean', description: 'Both folds gave the same tables, to the byte' },
  swapped: { type: 'boolean', description: 'The new tables took the place of the live ones' },
  before: digest,
  after: digest,
  position: text('Ledger position at which both were compared'),
  logSize: integer(),
  tookMs: integer(),
  asOf: asOfSchema,
});
const resultExample = {
  equal: true,
  swapped: true,
  before: digestExample,
  after: digestExample,
  position: '1042',
  logSize: 1042,
  tookMs: 2100,
  asOf: asOfExample,
};

class RebuildParams {
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'As in the body' })
  @IsOptional()
  @IsOneOf(['true', 'false'])
  compare?: string;
}

@ApiTags('operation')
@Controller('v1/rebuild')
export class RebuildController {
  constructor(private readonly rebuilds: Rebuilds) {}

  @Post()
  @HttpCode(200)
  @Allow('admin')
  @ApiOperation({
    summary: 'Folds the ledger anew beside the live tables, compares, swaps them, and answers when done',
    description:
      'One at a time: the same call while one runs waits for that one. Questions go on meanwhile. `compare` leaves ' +
      'the live tables in place. How far it is: `GET /v1/rebuild`.',
  })
  @ApiBody({
    required: false,
    schema: { type: 'object', properties: { compare: { type: 'boolean', default: false } } },
  })
  @ApiAnswer(resultSchema, resultExample)
  @ApiQueryProblems()
  rebuild(@Query() { compare }: RebuildParams, @Body() body: Buffer | undefined): Promise<RebuildResult> {
    return this.rebuilds.run(wantsOnlyToCompare(body) || compare === 'true');
  }

  @Get()
  @Allow('admin')
  @ApiOperation({ summary: 'How far the rebuild is that runs, or what the last one of this process found' })
  @ApiAnswer(object({ status: { type: 'string', enum: ['none', 'running', 'done', 'failed'] } }), {
    status: 'running',
    compare: false,
    position: '400',
    end: '1042',
  })
  state(): RebuildState {
    return this.rebuilds.state;
  }
}

/** The body is absent, or `{"compare": true | false}`. */
function wantsOnlyToCompare(body: Buffer | undefined): boolean {
  if (!body || body.length === 0) return false;
  let wish: unknown;
  try {
    wish = JSON.parse(body.toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidQuery('body', 'the body must be absent or a JSON object');
  }
  if (typeof wish !== 'object' || wish === null || Array.isArray(wish)) {
    throw invalidQuery('body', 'the body must be absent or a JSON object');
  }
  const { compare, ...others } = wish as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalidQuery(unknown.slice(0, 64), 'the body may only have the member compare');
  if (compare !== undefined && typeof compare !== 'boolean') throw invalidQuery('compare', 'compare must be a boolean');
  return compare ?? false;
}
