import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** Up to 16 digits; what is no number stays what it is, for the rules below to refuse. */
const WholeNumber = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (/^\d{1,16}$/.test(String(value)) ? Number(value) : value));

export class CheckpointQuery {
  @ApiPropertyOptional({ description: 'Waits up to 5 s for a checkpoint of at least this many entries', example: 1000 })
  @IsOptional()
  @WholeNumber()
  @IsInt({ message: 'atLeast must be a whole number of entries' })
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly atLeast?: number;
}

export class ProofQuery {
  @ApiPropertyOptional({ minLength: 1, maxLength: 512, description: 'With `id`: of this usage event' })
  @IsOptional()
  @IsString()
  @Length(1, 512)
  readonly source?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 256 })
  @IsOptional()
  @IsString()
  @Length(1, 256)
  readonly id?: string;

  @ApiPropertyOptional({ description: 'Instead of source and id', example: 42 })
  @IsOptional()
  @WholeNumber()
  @IsInt({ message: 'leafIndex must be a whole number' })
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly leafIndex?: number;
}
