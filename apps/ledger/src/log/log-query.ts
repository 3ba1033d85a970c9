import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

/** A number of entries. Up to 16 digits are read; what is no number stays what it is, to be refused. */
function WholeNumber(): PropertyDecorator {
  const message = `$property must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;
  const rules = [
    Transform(({ value }: { value: unknown }) => (/^\d{1,16}$/.test(String(value)) ? Number(value) : value)),
    IsInt({ message }),
    Min(0, { message }),
    Max(Number.MAX_SAFE_INTEGER, { message }),
  ];
  return (target, property) => rules.forEach((rule) => rule(target, property));
}

export class CheckpointQuery {
  @ApiPropertyOptional({ description: 'Waits up to 5 s for a checkpoint of at least this many entries', example: 1000 })
  @IsOptional()
  @WholeNumber()
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
  readonly leafIndex?: number;
}
