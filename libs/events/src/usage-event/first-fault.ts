import { parseRfc3339 } from '../time/rfc3339.js';
import {
  activityRule,
  attributeRule,
  bucketRule,
  BUCKETS,
  costRule,
  datacontenttypeRule,
  extensionRule,
  idRule,
  isAttributeName,
  isObject,
  MAX_AHEAD_MS,
  objectRule,
  sourceRule,
  specversionRule,
  subjectRule,
  timeRule,
  USAGE_EVENT_TYPE,
  type FieldRule,
} from './field-rules.js';
import type { UsageFault, UsageFaultCode } from './usage-event.js';

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly rule: FieldRule;
}

/** The contract's tables, in their order: it decides which of several faults is told. */
export const CONTEXT_FIELDS: readonly Field[] = [
  { name: 'specversion', required: true, rule: specversionRule },
  { name: 'type', required: true, rule: () => null },
  { name: 'source', required: true, rule: sourceRule },
  { name: 'id', required: true, rule: idRule },
  { name: 'time', required: true, rule: timeRule },
  { name: 'subject', required: true, rule: subjectRule },
  { name: 'datacontenttype', required: false, rule: datacontenttypeRule },
  { name: 'dataschema', required: false, rule: () => null },
  { name: 'data', required: true, rule: objectRule },
];
export const DATA_FIELDS: readonly Field[] = [
  { name: 'provider', required: true, rule: attributeRule },
  { name: 'model', required: true, rule: attributeRule },
  { name: 'tokens', required: true, rule: objectRule },
  { name: 'team', required: false, rule: attributeRule },
  { name: 'project', required: false, rule: attributeRule },
  { name: 'activity', required: false, rule: activityRule },
  { name: 'agent', required: false, rule: attributeRule },
  { name: 'session', required: false, rule: attributeRule },
  { name: 'automation', required: false, rule: attributeRule },
  { name: 'reportedCostUsd', required: false, rule: costRule },
];
export const TOKEN_FIELDS: readonly Field[] = BUCKETS.map((name) => ({ name, required: false, rule: bucketRule }));

const CONTEXT_NAMES = new Set(CONTEXT_FIELDS.map((field) => field.name));
const DATA_NAMES = new Set(DATA_FIELDS.map((field) => field.name));
const TOKEN_NAMES = new Set(TOKEN_FIELDS.map((field) => field.name));
/** A publisher's own names come back in faults: not longer than this. */
const MAX_NAME_SHOWN = 128;

/** The first fault of an event in the contract's order of codes; null when it has none. */
export function firstFault(candidate: unknown, arrivedAtMs: number): UsageFault | null {
  if (!isObject(candidate)) return fault('not-a-cloudevent', 'a usage event must be a JSON object');
  const type = candidate['type'];
  if (!isUnset(type) && type !== USAGE_EVENT_TYPE) {
    return fault('unsupported-type', `type must be ${USAGE_EVENT_TYPE}`, 'type');
  }
  const data = isObject(candidate['data']) ? candidate['data'] : null;
  const tokens = data !== null && isObject(data['tokens']) ? data['tokens'] : null;
  return (
    firstMissing(candidate, data) ??
    firstUnknown(candidate, data, tokens) ??
    firstInvalid(candidate, data, tokens) ??
    timeInFuture(candidate, arrivedAtMs) ??
    noTokens(tokens)
  );
}

/** CloudEvents: an attribute set to null is as if it were not there (JSON format, 2.2). Not so in `data`. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

function firstMissing(candidate: Record<string, unknown>, data: Record<string, unknown> | null): UsageFault | null {
  for (const { name, required } of CONTEXT_FIELDS) {
    const missing = name === 'data' ? candidate[name] === undefined : isUnset(candidate[name]);
    if (required && missing) return fault('missing-field', `${name} is required`, name);
  }
  if (data === null) return null;
  for (const { name, required } of DATA_FIELDS) {
    if (required && data[name] === undefined) {
      return fault('missing-field', `data.${name} is required`, `data.${name}`);
    }
  }
  return null;
}

function firstUnknown(
  candidate: Record<string, unknown>,
  data: Record<string, unknown> | null,
  tokens: Record<string, unknown> | null,
): UsageFault | null {
  for (const name of Object.keys(candidate)) {
    if (CONTEXT_NAMES.has(name) || isAttributeName(name)) continue;
    if (name === 'data_base64') return fault('unknown-field', 'send data as JSON in data, not as data_base64', name);
    return unknown('', name, 'extension attributes have names of lower-case letters and digits');
  }
  for (const name of Object.keys(data ?? {})) {
    if (!DATA_NAMES.has(name)) return unknown('data.', name, 'the contract knows no such member');
  }
  for (const name of Object.keys(tokens ?? {})) {
    if (!TOKEN_NAMES.has(name)) return unknown('data.tokens.', name, 'the contract knows no such bucket');
  }
  return null;
}

function firstInvalid(
  candidate: Record<string, unknown>,
  data: Record<string, unknown> | null,
  tokens: Record<string, unknown> | null,
): UsageFault | null {
  for (const { name, rule } of CONTEXT_FIELDS) {
    const detail = name !== 'data' && isUnset(candidate[name]) ? null : rule(candidate[name]);
    if (detail !== null) return fault('invalid-field', `${name} ${detail}`, name);
  }
  for (const { name, rule } of DATA_FIELDS) {
    const detail = data !== null && data[name] !== undefined ? rule(data[name]) : null;
    if (detail !== null) return fault('invalid-field', `data.${name} ${detail}`, `data.${name}`);
    if (name !== 'tokens' || tokens === null) continue;
    for (const bucket of TOKEN_FIELDS) {
      const wrong = tokens[bucket.name] !== undefined ? bucket.rule(tokens[bucket.name]) : null;
      const path = `data.tokens.${bucket.name}`;
      if (wrong !== null) return fault('invalid-field', `${path} ${wrong}`, path);
    }
  }
  for (const name of Object.keys(candidate)) {
    const detail = CONTEXT_NAMES.has(name) || isUnset(candidate[name]) ? null : extensionRule(candidate[name]);
    if (detail !== null) return fault('invalid-field', `${shortened(name)} ${detail}`, shortened(name));
  }
  return null;
}

function timeInFuture(candidate: Record<string, unknown>, arrivedAtMs: number): UsageFault | null {
  const time = parseRfc3339(candidate['time'] as string)!;
  if (!isAhead(time.epochMs, time.canonical, arrivedAtMs)) return null;
  return fault('time-in-future', 'time lies more than 5 minutes after the event arrived', 'time');
}

/** Longer than 24 characters: the canonical text has digits finer than a millisecond, none of them zero at the end. */
export function isAhead(epochMs: number, canonical: string, arrivedAtMs: number): boolean {
  const limitMs = arrivedAtMs + MAX_AHEAD_MS;
  return epochMs > limitMs || (epochMs === limitMs && canonical.length > '2026-01-02T03:04:05.123Z'.length);
}

function noTokens(tokens: Record<string, unknown> | null): UsageFault | null {
  if (tokens !== null && BUCKETS.some((bucket) => ((tokens[bucket] as number | undefined) ?? 0) > 0)) return null;
  return fault('no-tokens', 'at least one of the token buckets must be above 0', 'data.tokens');
}

function unknown(path: string, name: string, why: string): UsageFault {
  const field = `${path}${shortened(name)}`;
  return fault('unknown-field', `${field} is unknown: ${why}`, field);
}

function shortened(name: string): string {
  return name.length <= MAX_NAME_SHOWN ? name : `${name.slice(0, MAX_NAME_SHOWN)}...`;
}

function fault(code: UsageFaultCode, detail: string, field?: string): UsageFault {
  return field === undefined ? { code, detail } : { code, detail, field };
}
