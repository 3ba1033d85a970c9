import { parseRfc3339 } from '../time/rfc3339.js';
import { faultInText } from './text-rules.js';
import { isUriReference } from './uri-reference.js';

export const USAGE_EVENT_TYPE = 'tallystick.usage.reported.v1';
export const SPEC_VERSION = '1.0';
export const MAX_SOURCE = 512;
export const MAX_ID = 256;
export const MAX_SUBJECT = 256;
export const MAX_ATTRIBUTE = 128;
export const MAX_BUCKET = 1_000_000_000;
/** How far an event may lie ahead of its arrival: clocks differ. */
export const MAX_AHEAD_MS = 5 * 60 * 1000;
export const ACTIVITIES = ['chat', 'completion', 'agent', 'batch', 'other'] as const;
export const BUCKETS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const;

/** One field's rule: what is wrong with the value, or null. The answer never repeats the value. */
export type FieldRule = (value: unknown) => string | null;

const DECIMAL = /^(?:0|[1-9][0-9]*)(?:\.[0-9]{1,9})?$/;
const JSON_MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]+\/(?:[a-z0-9!#$&^_.+-]+\+)?json[ \t]*(?:;.*)?$/i;
export const MAX_MEDIA_TYPE = 256;

export const specversionRule: FieldRule = (value) => (value === SPEC_VERSION ? null : 'must be "1.0"');
export const sourceRule: FieldRule = (value) =>
  textRule(MAX_SOURCE)(value) ?? (isUriReference(value as string) ? null : 'must be a URI-reference (RFC 3986)');
export const idRule = textRule(MAX_ID);
export const subjectRule = textRule(MAX_SUBJECT);
export const attributeRule = textRule(MAX_ATTRIBUTE);
export const timeRule: FieldRule = (value) =>
  typeof value === 'string' && parseRfc3339(value) !== null
    ? null
    : 'must be an RFC 3339 date-time such as 2026-05-18T09:30:00Z';
export const datacontenttypeRule: FieldRule = (value) =>
  textRule(MAX_MEDIA_TYPE)(value) ??
  (JSON_MEDIA_TYPE.test(value as string) ? null : 'must be a JSON media type or absent');
export const objectRule: FieldRule = (value) => (isObject(value) ? null : 'must be a JSON object');
export const activityRule: FieldRule = (value) =>
  (ACTIVITIES as readonly unknown[]).includes(value) ? null : `must be one of ${ACTIVITIES.join(', ')}`;
export const costRule: FieldRule = (value) =>
  attributeRule(value) ??
  (DECIMAL.test(value as string) ? null : 'must be a decimal number as a string, with up to 9 decimals');
export const bucketRule: FieldRule = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_BUCKET
    ? null
    : 'must be an integer from 0 to 1,000,000,000';

/** CloudEvents extension attributes are not stored, yet strings are held to the rule of every string. */
export const extensionRule: FieldRule = (value) => {
  if (typeof value === 'string')
    return faultInText(value, Infinity) === 'is empty' ? null : faultInText(value, Infinity);
  if (typeof value === 'number' || typeof value === 'boolean') return null;
  return 'must be a string, a number or a boolean, as every CloudEvents attribute';
};

/** CloudEvents 1.0: attribute names are lower-case letters and digits. */
export function isAttributeName(name: string): boolean {
  return /^[a-z0-9]+$/.test(name);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textRule(maxCodePoints: number): FieldRule {
  return (value) => {
    if (typeof value !== 'string') return 'must be a string';
    const fault = faultInText(value, maxCodePoints);
    return fault === null ? null : `${fault} (1-${maxCodePoints} characters)`;
  };
}
