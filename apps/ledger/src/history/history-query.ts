import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

export const DEFAULT_LINES = 1_000;
export const MAX_LINES = 10_000;
const WRONG_LIMIT = `limit must be a whole number from 1 to ${MAX_LINES}`;

export class HistoryQuery {
  @ApiPropertyOptional({ description: 'Position, exclusive; absent: from the start', example: '4711' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'after must be a position: a decimal number of up to 18 digits' })
  readonly after?: string;

  @ApiPropertyOptional({ default: DEFAULT_LINES, minimum: 1, maximum: MAX_LINES })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (/^\d{1,6}$/.test(String(value)) ? Number(value) : value))
  @IsInt({ message: WRONG_LIMIT })
  @Min(1, { message: WRONG_LIMIT })
  @Max(MAX_LINES, { message: WRONG_LIMIT })
  readonly limit?: number;
}

export class StreamPath {
  @IsString()
  @Length(1, 512)
  readonly stream!: string;
}
