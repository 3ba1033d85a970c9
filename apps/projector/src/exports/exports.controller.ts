import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, type Caller } from '@tallystick/platform';
import type { FastifyReply } from 'fastify';
import { ApiQueryProblems } from '../queries/openapi/schemas.js';
import { ExportParams, ExportPath } from './export.params.js';
import { Exports } from './exports.service.js';
import { FORMATS, MEDIA_TYPE } from './formats.js';

const text = { schema: { type: 'string' as const } };
const integer = { schema: { type: 'integer' as const } };

@ApiTags('audit')
@Controller('v1/exports')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  @Get(':table')
  @Allow('auditor')
  @ApiOperation({
    summary: 'A whole table as CSV, JSON lines or Parquet, as it stood at one ledger position',
    description:
      'Streamed: a connection that breaks before its end brought a part only. `asOf` stands in headers. In CSV a text that ' +
      'a spreadsheet would take for a formula has an apostrophe before it. Columns: docs/reference/exports.md.',
  })
  @ApiOkResponse({
    content: Object.fromEntries(FORMATS.map((format) => [MEDIA_TYPE[format].split(';')[0], text])),
    headers: {
      'tallystick-as-of-position': text,
      'tallystick-as-of-recorded-at': text,
      'tallystick-as-of-log-size': integer,
      'tallystick-as-of-behind-ms': integer,
    },
  })
  @ApiQueryProblems()
  async export(
    @Param() path: ExportPath,
    @Query() params: ExportParams,
    @CurrentCaller() caller: Caller,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { table, format, asOf, body } = await this.exports.start(path.table, params, caller);
    await reply
      .headers({
        'content-type': MEDIA_TYPE[format],
        'content-disposition': `attachment; filename="${table}-${asOf.position}.${format}"`,
        'cache-control': 'no-store',
        'tallystick-as-of-position': asOf.position,
        ...(asOf.recordedAt === null ? {} : { 'tallystick-as-of-recorded-at': asOf.recordedAt }),
        'tallystick-as-of-log-size': asOf.logSize,
        'tallystick-as-of-behind-ms': asOf.behindMs,
      })
      .send(body);
  }
}
