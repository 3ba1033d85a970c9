import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiResponse } from '@nestjs/swagger';

type ResponseSchema = NonNullable<Extract<Parameters<typeof ApiOkResponse>[0], { schema: unknown }>['schema']>;

export const text = (description?: string): ResponseSchema => ({
  type: 'string',
  ...(description ? { description } : {}),
});
export const textOrNull = (description?: string): ResponseSchema => ({ ...text(description), nullable: true });
export const integer = (description?: string): ResponseSchema => ({
  type: 'integer',
  ...(description ? { description } : {}),
});
export const listOf = (items: ResponseSchema): ResponseSchema => ({ type: 'array', items });

/** All members are always there, unless `optional` names them. */
export const object = (
  properties: Record<string, ResponseSchema>,
  optional: readonly string[] = [],
): ResponseSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

export const tokenSum = (description = 'A sum of tokens'): ResponseSchema => ({
  oneOf: [{ type: 'integer', maximum: Number.MAX_SAFE_INTEGER }, { type: 'string' }],
  description: `${description}: JSON integer up to 2^53-1, decimal string beyond`,
});

export const tokenBuckets = (each: ResponseSchema): ResponseSchema =>
  object({ input: each, output: each, cacheRead: each, cacheWrite: each, reasoning: each });

export const asOfSchema = object({
  position: text('Ledger position that this answer is true for; opaque, ordered as an integer'),
  recordedAt: textOrNull('When the event at `position` was recorded'),
  logSize: integer("Leaves of the ledger's log at or before `position`"),
  behindMs: integer('Age in ms of the oldest event that is not folded yet; 0 when none'),
});

export const asOfExample = { position: '1042', recordedAt: '2026-05-20T09:30:00.123Z', logSize: 1042, behindMs: 0 };

const problem = object(
  {
    type: text('`urn:tallystick:error:<code>`'),
    title: text(),
    status: integer(),
    detail: text(),
    code: text(),
    field: text('The parameter at fault'),
  },
  ['field'],
);

const problemExample = (code: string, status: number, title: string, detail: string, field?: string) => ({
  type: `urn:tallystick:error:${code}`,
  title,
  status,
  detail,
  code,
  ...(field === undefined ? {} : { field }),
});

const problemResponse = (status: number, description: string, example: object): MethodDecorator =>
  ApiResponse({ status, description, content: { 'application/problem+json': { schema: problem, example } } });

/** What every question can be answered with instead. */
export const ApiQueryProblems = (): MethodDecorator =>
  applyDecorators(
    problemResponse(
      400,
      '`invalid-query`: a parameter is unknown, repeated or wrong; `field` says which',
      problemExample(
        'invalid-query',
        400,
        'The request is not well formed',
        'limit must be an integer from 1 to 1000',
        'limit',
      ),
    ),
    problemResponse(
      403,
      '`forbidden`: the role or the policy in force does not show this to the caller; `group-too-small`: too few people stand behind it',
      problemExample(
        'group-too-small',
        403,
        'The group is too small to be shown',
        'too few people stand behind the answer, or behind what could be taken off it',
        'team',
      ),
    ),
    problemResponse(
      503,
      '`not-caught-up`: the position asked for was not folded within 5 s, or no numbers can be shown; `ledger-unavailable`: ' +
        'a view of one person cannot be put on record; `Retry-After` is set',
      problemExample(
        'not-caught-up',
        503,
        'The answer is not ready yet',
        'folded up to position 1040, the ledger ends at 1042, asked for 1042: the projection is catching up with the ledger',
        'atLeast',
      ),
    ),
  );

export const ApiAnswer = (schema: ResponseSchema, example: unknown): MethodDecorator =>
  ApiOkResponse({ content: { 'application/json': { schema, example } } });
