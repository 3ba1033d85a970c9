import { Controller, Delete, Get, Header, HttpCode, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, Problem, type Caller } from '@tallystick/platform';
import { PinoLogger } from 'nestjs-pino';
import { Identities } from './identities.js';
import { ActorPath, DEFAULT_PURPOSE, IdentityQuery } from './identity-query.js';

const UNAVAILABLE = '`ledger-unavailable`: it cannot be put on record, so nothing is told; ask again';
const example = (value: object) => ({ schema: { type: 'object', example: value } });

@ApiTags('identities')
@Controller('v1/identities')
export class IdentitiesController {
  constructor(
    private readonly identities: Identities,
    private readonly log: PinoLogger,
  ) {}

  @Get()
  @Allow('identity-officer')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'The pseudonym of a subject, or the subject behind a pseudonym',
    description:
      '`DataViewed` is in the ledger before the answer, once per viewer, person, purpose and hour: the person can see who asked. Nothing is made: who is not known is not known afterwards.',
  })
  @ApiResponse({
    status: 200,
    description: '`{actor}` for a subject, `{subject}` for a pseudonym',
    ...example({ actor: 'p_mfrggzdfmztwq2lk' }),
  })
  @ApiResponse({ status: 400, description: '`invalid-query`: neither or both of `subject` and `actor`, or malformed' })
  @ApiResponse({ status: 404, description: '`not-found`: nobody, or somebody who was forgotten' })
  @ApiResponse({ status: 503, description: UNAVAILABLE })
  async look(
    @Query() { subject, actor, purpose = DEFAULT_PURPOSE }: IdentityQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<{ readonly actor: string } | { readonly subject: string }> {
    const inquiry = { caller, purpose };
    if (subject !== undefined && actor === undefined) return { actor: await this.identities.actorOf(subject, inquiry) };
    if (actor !== undefined && subject === undefined)
      return { subject: await this.identities.subjectOf(actor, inquiry) };
    throw new Problem('invalid-query', 'give one of subject and actor', { field: 'subject' });
  }

  @Delete(':actor')
  @Allow('identity-officer')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Forget a person',
    description:
      'The name is gone from the vault and its file. Ledger, proofs and totals stay as they are; the same subject seen again is somebody new, and old events sent again stay duplicates.',
  })
  @ApiParam({ name: 'actor', example: 'p_mfrggzdfmztwq2lk' })
  @ApiResponse({ status: 204, description: 'Forgotten' })
  @ApiResponse({ status: 404, description: '`not-found`: nobody, or forgotten before' })
  @ApiResponse({ status: 503, description: '`ledger-unavailable`: ask again' })
  async forget(@Param() { actor }: ActorPath, @CurrentCaller() caller: Caller): Promise<void> {
    await this.identities.forget(actor);
    this.log.info({ caller: caller.name }, 'a person was forgotten');
  }
}
