import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsDateOrTime, IsPosition } from './rules.js';

/** Of every query: what must be folded before it is answered. */
export class AtLeastParams {
  @ApiPropertyOptional({
    description: 'Waits up to 5 s until this ledger position is folded (read your own write), else 503 `not-caught-up`',
    example: '1042',
  })
  @IsOptional()
  @IsPosition()
  atLeast?: string;
}

/** Of boards, usage and the audit trail: the moment whose numbers are asked for. */
export class StandpointParams extends AtLeastParams {
  @ApiPropertyOptional({ description: 'The numbers as they stood when the ledger ended at this position' })
  @IsOptional()
  @IsPosition()
  asOfPosition?: string;

  @ApiPropertyOptional({
    description: 'The numbers as they stood at this time: an RFC 3339 time, or a date (its start in `tz`)',
    example: '2026-05-31T22:00:00Z',
  })
  @IsOptional()
  @IsDateOrTime()
  asOf?: string;
}
