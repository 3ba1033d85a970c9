import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { Problem } from '../errors/problem.js';

/**
 * `__proto__`, `constructor`, `toString` ...: class-transformer leaves some of these out without a word, and
 * class-validator takes the others for known, so that the rules below would never see them.
 */
const isNeverAParameter = (name: string): boolean => name in Object.prototype;
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
      const odd = Object.getOwnPropertyNames(value).find(isNeverAParameter);
      if (odd !== undefined) throw unknownParameter(odd);
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
