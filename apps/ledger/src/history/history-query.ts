import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';

export const DEFAULT_LINES = 1_000;
export const MAX_LINES = 10_000;

export class HistoryQuery {
  @ApiPropertyOptional({ description: 'Position, exclusive; absent: from the start', example: '4711' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'after must be a position: a decimal number of up to 18 digits' })
  readonly after?: string;

  @ApiPropertyOptional({ default: DEFAULT_LINES, minimum: 1, maximum: MAX_LINES })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (/^\d{1,6}$/.test(String(value)) ? Number(value) : value))
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1)
  @Max(MAX_LINES)
  readonly limit?: number;
}

export class StreamPath {
  @IsString()
  @Length(1, 512)
  readonly stream!: string;
}
