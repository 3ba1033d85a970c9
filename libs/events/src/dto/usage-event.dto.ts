import 'reflect-metadata';
import { Equals, IsDefined, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import {
  ACTIVITIES,
  MAX_ATTRIBUTE,
  MAX_BUCKET,
  MAX_ID,
  MAX_MEDIA_TYPE,
  MAX_SOURCE,
  MAX_SUBJECT,
  SPEC_VERSION,
  USAGE_EVENT_TYPE,
} from '../usage-event/field-rules.js';
import {
  IsJsonObject,
  IsPresent,
  IsRfc3339,
  IsSupportedType,
  IsText,
  IsUriReference,
  MayBeAbsent,
} from './field-decorators.js';

function Bucket(): PropertyDecorator {
  const decorators = [MayBeAbsent(), IsInt(), Min(0), Max(MAX_BUCKET)];
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

/** The five disjoint buckets; missing means 0. */
export class TokensDto {
  @Bucket() input?: unknown;
  @Bucket() output?: unknown;
  @Bucket() cacheRead?: unknown;
  @Bucket() cacheWrite?: unknown;
  @Bucket() reasoning?: unknown;
}

export class UsageDataDto {
  @IsPresent() @IsText(MAX_ATTRIBUTE) provider?: unknown;
  @IsPresent() @IsText(MAX_ATTRIBUTE) model?: unknown;
  @IsPresent() @IsJsonObject() tokens?: unknown;
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) team?: unknown;
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) project?: unknown;
  @MayBeAbsent() @IsIn(ACTIVITIES) activity?: unknown;
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) agent?: unknown;
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) session?: unknown;
  @MayBeAbsent() @IsText(MAX_ATTRIBUTE) automation?: unknown;
  @MayBeAbsent()
  @IsText(MAX_ATTRIBUTE)
  @Matches(/^(0|[1-9]\d*)(\.\d{1,9})?$/)
  reportedCostUsd?: unknown;
}

/** The CloudEvents context attributes of the contract; a null attribute counts as absent. */
export class UsageEventDto {
  @IsDefined() @Equals(SPEC_VERSION) specversion?: unknown;
  @IsDefined() @IsSupportedType(USAGE_EVENT_TYPE) type?: unknown;
  @IsDefined() @IsText(MAX_SOURCE) @IsUriReference() source?: unknown;
  @IsDefined() @IsText(MAX_ID) id?: unknown;
  @IsDefined() @IsRfc3339() time?: unknown;
  @IsDefined() @IsText(MAX_SUBJECT) subject?: unknown;
  @IsOptional()
  @IsText(MAX_MEDIA_TYPE)
  @Matches(/^[\w!#$&^.+-]+\/([\w!#$&^.+-]+\+)?json[ \t]*(;.*)?$/i)
  datacontenttype?: unknown;
  @IsOptional() dataschema?: unknown;
  @IsPresent() @IsJsonObject() data?: unknown;
}
