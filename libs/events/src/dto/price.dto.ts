import 'reflect-metadata';
import { IsInt, Max, Min, ValidateBy } from 'class-validator';
import { MAX_NANO_USD_PER_MILLION, parsePriceTime } from '../ledger-events/price-listed.js';
import { MAX_ATTRIBUTE } from '../usage-event/field-rules.js';
import { IsJsonObject, IsPresent, IsText, MayBeAbsent } from './field-decorators.js';

/** Longest text that says where a price is said, in code points. */
export const MAX_PRICE_SOURCE = 256;

function IsPriceTime(): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && parsePriceTime(value) !== null;
  const message = '$property must be an RFC 3339 date-time no finer than milliseconds';
  return ValidateBy({ name: 'isPriceTime', validator: { validate } }, { message });
}

/** One price; `from` inclusive, `to` exclusive. */
export class PriceDto {
  @IsPresent() @IsText(MAX_ATTRIBUTE) provider?: unknown;
  @IsPresent() @IsText(MAX_ATTRIBUTE) model?: unknown;
  @IsPresent() @IsPriceTime() from?: unknown;
  @MayBeAbsent() @IsPriceTime() to?: unknown;
  @IsPresent() @IsJsonObject() perMillion?: unknown;
  @IsPresent() @IsText(MAX_PRICE_SOURCE) source?: unknown;
}

function Price(): PropertyDecorator {
  const decorators = [MayBeAbsent(), IsInt(), Min(0), Max(MAX_NANO_USD_PER_MILLION)];
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

/** Nano-USD a million tokens; a bucket left out has no price. */
export class PerMillionDto {
  @Price() input?: unknown;
  @Price() output?: unknown;
  @Price() cacheRead?: unknown;
  @Price() cacheWrite?: unknown;
  @Price() reasoning?: unknown;
}
