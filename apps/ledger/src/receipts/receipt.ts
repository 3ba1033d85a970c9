import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Length } from 'class-validator';

export class ReceiptQuery {
  @ApiProperty({ minLength: 1, maxLength: 512 })
  @IsString()
  @Length(1, 512)
  readonly source!: string;

  @ApiProperty({ minLength: 1, maxLength: 256 })
  @IsString()
  @Length(1, 256)
  readonly id!: string;
}

export class Receipt {
  @ApiProperty({ example: '4711', description: 'Decimal string: place in the one total order' })
  readonly position!: string;

  @ApiProperty({ example: 'intake-http.0' })
  readonly stream!: string;

  @ApiProperty({ example: 42, description: 'Place in the stream, from 0' })
  readonly revision!: number;

  @ApiProperty({ example: '2026-05-04T09:00:00.123Z' })
  readonly recordedAt!: string;

  @ApiPropertyOptional({
    example: 4242,
    description: 'Index in the transparency log; absent until a checkpoint covers it',
  })
  readonly leafIndex?: number;
}
