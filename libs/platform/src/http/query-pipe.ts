import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { Problem } from '../errors/problem.js';

/** Checks query and path DTOs (class-validator); an unknown or wrong parameter is `invalid-query` with its name. */
export class QueryPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      stopAtFirstError: true,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => problemOfQuery(errors),
    });
  }
}

function problemOfQuery(errors: readonly ValidationError[]): Problem {
  const [first] = errors;
  if (first === undefined) return new Problem('invalid-query', 'the query is not well formed');
  const [rule, message] = Object.entries(first.constraints ?? {})[0] ?? ['', `${first.property} is not valid`];
  const detail = rule === 'whitelistValidation' ? `there is no parameter ${first.property}` : message;
  return new Problem('invalid-query', detail, { field: first.property });
}
