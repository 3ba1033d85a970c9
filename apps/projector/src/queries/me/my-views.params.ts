import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsCursor, IsLimit } from '../parameters/rules.js';
import { AtLeastParams } from '../parameters/standpoint.params.js';

export const VIEWS_LIMIT = { default: 100, max: 1_000 } as const;

export class MyViewsParams extends AtLeastParams {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: VIEWS_LIMIT.max, default: VIEWS_LIMIT.default })
  @IsOptional()
  @IsLimit(VIEWS_LIMIT.max)
  limit?: string;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before; holds for ever' })
  @IsOptional()
  @IsCursor()
  cursor?: string;
}
