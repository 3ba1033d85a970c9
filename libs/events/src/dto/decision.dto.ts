import 'reflect-metadata';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { ACTIVITIES, MAX_ATTRIBUTE, MAX_ID, MAX_SOURCE } from '../usage-event/field-rules.js';
import { IsJsonObject, IsPresent, IsText, IsUriReference, MayBeAbsent } from './field-decorators.js';

/** Longest reason, in code points. */
export const MAX_REASON = 1024;

/** Which usage event is meant, and why. */
export class VoidDto {
  @IsPresent() @IsText(MAX_SOURCE) @IsUriReference() source?: unknown;
  @IsPresent() @IsText(MAX_ID) id?: unknown;
  @IsPresent() @IsText(MAX_REASON) reason?: unknown;
}

export class CorrectionDto extends VoidDto {
  @MayBeAbsent() @IsJsonObject() tokens?: unknown;
  @MayBeAbsent() @IsJsonObject() attributes?: unknown;
}

/** The rules of the usage event; null takes an optional attribute off. */
export class CorrectedAttributesDto {
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) provider?: unknown;
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) model?: unknown;
  @IsOptional() @IsText(MAX_ATTRIBUTE) team?: unknown;
  @IsOptional() @IsText(MAX_ATTRIBUTE) project?: unknown;
  @IsOptional() @IsIn(ACTIVITIES) activity?: unknown;
  @IsOptional() @IsText(MAX_ATTRIBUTE) agent?: unknown;
  @IsOptional() @IsText(MAX_ATTRIBUTE) session?: unknown;
  @IsOptional() @IsText(MAX_ATTRIBUTE) automation?: unknown;
  @IsOptional()
  @IsText(MAX_ATTRIBUTE)
  @Matches(/^(0|[1-9]\d*)(\.\d{1,9})?$/)
  reportedCostUsd?: unknown;
}
