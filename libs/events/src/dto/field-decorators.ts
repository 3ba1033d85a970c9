import {
  IsString,
  Matches,
  ValidateBy,
  ValidateIf,
  type ValidationArguments,
  type ValidationOptions,
} from 'class-validator';
import { parseRfc3339 } from '../time/rfc3339.js';
import { isCalendarDate } from '../ledger-events/roster-declared.js';
import { isUriReference } from '../usage-event/uri-reference.js';

/** Names of the constraints that stand for other codes than `invalid-field`. */
export const PRESENT = 'isPresent';
export const SUPPORTED_TYPE = 'isSupportedType';

/** Must be there; null is a value (CloudEvents attributes, for which it is none, use `IsDefined`). */
export function IsPresent(): PropertyDecorator {
  return ValidateBy({ name: PRESENT, validator: { validate: (value) => value !== undefined } }, because('is required'));
}

/** Only looked at when it is there; unlike `IsOptional`, null is a value. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** Text of so many code points without control characters, lone surrogates and noncharacters. */
export function IsText(maxCodePoints: number): PropertyDecorator {
  const allowed = new RegExp(`^[^\\p{Cc}\\p{Cs}\\p{Noncharacter_Code_Point}]{1,${maxCodePoints}}$`, 'u');
  return both(IsString(), Matches(allowed, because(`must be 1-${maxCodePoints} characters, none of them a control`)));
}

export function IsSupportedType(type: string): PropertyDecorator {
  const validator = { validate: (value: unknown) => value === undefined || value === null || value === type };
  return ValidateBy({ name: SUPPORTED_TYPE, validator }, because(`must be ${type}`));
}

export function IsUriReference(): PropertyDecorator {
  const validator = { validate: (value: unknown) => typeof value === 'string' && isUriReference(value) };
  return ValidateBy({ name: 'isUriReference', validator }, because('must be a URI-reference (RFC 3986)'));
}

export function IsRfc3339(): PropertyDecorator {
  const validator = { validate: (value: unknown) => typeof value === 'string' && parseRfc3339(value) !== null };
  return ValidateBy({ name: 'isRfc3339', validator }, because('must be an RFC 3339 date-time'));
}

export function IsCalendarDate(): PropertyDecorator {
  return ValidateBy(
    { name: 'isCalendarDate', validator: { validate: isCalendarDate } },
    because('must be a day as YYYY-MM-DD'),
  );
}

/** A list of 1 to `max` entries of one kind, none of them twice. */
export function IsListOf(isOne: (value: unknown) => boolean, max: number, kind: string): PropertyDecorator {
  const validate = (value: unknown) =>
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= max &&
    value.every(isOne) &&
    new Set(value).size === value.length;
  return ValidateBy(
    { name: 'isListOf', validator: { validate } },
    because(`must be a list of 1-${max} ${kind}, each once`),
  );
}

export function IsJsonObject(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return ValidateBy({ name: 'isJsonObject', validator: { validate } }, because('must be a JSON object'));
}

function because(rule: string): ValidationOptions {
  return { message: ({ property }: ValidationArguments) => `${property} ${rule}` };
}

function both(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
