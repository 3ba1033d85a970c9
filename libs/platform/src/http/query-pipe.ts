import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { Problem } from '../errors/problem.js';

/** class-transformer leaves these out without a word, so that the rules below would never see them. */
const NEVER_A_PARAMETER = ['__proto__', 'constructor'];
/** Up to here the name of an unknown parameter is repeated in the answer. */
const MAX_SHOWN_NAME = 64;

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

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'query' && typeof value === 'object' && value !== null) {
      for (const name of NEVER_A_PARAMETER) if (Object.hasOwn(value, name)) throw unknownParameter(name);
    }
    return super.transform(value, metadata);
  }
}

function problemOfQuery(errors: readonly ValidationError[]): Problem {
  const [first] = errors;
  if (first === undefined) return new Problem('invalid-query', 'the query is not well formed');
  const [rule, message] = Object.entries(first.constraints ?? {})[0] ?? ['', `${first.property} is not valid`];
  if (rule === 'whitelistValidation') return unknownParameter(first.property);
  return new Problem('invalid-query', message, { field: first.property });
}

function unknownParameter(name: string): Problem {
  const shown = name.slice(0, MAX_SHOWN_NAME);
  return new Problem('invalid-query', `there is no parameter ${shown}`, { field: shown });
}
