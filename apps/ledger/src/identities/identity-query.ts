import { ApiPropertyOptional } from '@nestjs/swagger';
import { PSEUDONYM, PURPOSE } from '@tallystick/events';
import { IsOptional, Matches } from 'class-validator';

const SUBJECT = /^[^\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]{1,256}$/u;
/** What a name is looked up for where the officer says nothing else. */
export const DEFAULT_PURPOSE = 'identity';

/** One of `subject` and `actor`. */
export class IdentityQuery {
  @ApiPropertyOptional({ description: 'As in a usage event', example: 'someone@example.org' })
  @IsOptional()
  @Matches(SUBJECT, { message: 'subject must be 1-256 characters, none of them a control, given once' })
  readonly subject?: string;

  @ApiPropertyOptional({ description: 'A pseudonym', example: 'p_mfrggzdfmztwq2lk' })
  @IsOptional()
  @Matches(PSEUDONYM, { message: 'actor must be a pseudonym: p_ and 16 of a-z 2-7' })
  readonly actor?: string;

  @ApiPropertyOptional({
    description: 'What for; stands in the record',
    default: DEFAULT_PURPOSE,
    example: 'complaint',
  })
  @IsOptional()
  @Matches(PURPOSE, { message: 'purpose must be a word: 1-64 of a-z 0-9 and -' })
  readonly purpose?: string;
}

export class ActorPath {
  @Matches(PSEUDONYM, { message: 'actor must be a pseudonym: p_ and 16 of a-z 2-7' })
  readonly actor!: string;
}
