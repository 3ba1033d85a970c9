import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

export const DEFAULT_PRICES = 1_000;
const MAX_PRICES_SHOWN = 10_000;

export class PriceBookQuery {
  @ApiPropertyOptional({ description: 'Position, exclusive; absent: from the start', example: '4711' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'after must be a position: a decimal number of up to 18 digits' })
  readonly after?: string;

  @ApiPropertyOptional({ default: DEFAULT_PRICES, minimum: 1, maximum: MAX_PRICES_SHOWN })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (/^\d{1,6}$/.test(String(value)) ? Number(value) : value))
  @IsInt({ message: 'limit must be a whole number' })
  @Min(1)
  @Max(MAX_PRICES_SHOWN)
  readonly limit?: number;
}
