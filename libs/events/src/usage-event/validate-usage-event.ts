import { parseRfc3339 } from '../time/rfc3339.js';
import {
  activityRule,
  costRule,
  datacontenttypeRule,
  extensionRule,
  isAttributeName,
  isObject,
} from './field-rules.js';
import {
  MAX_ATTRIBUTE,
  MAX_BUCKET,
  MAX_ID,
  MAX_SOURCE,
  MAX_SUBJECT,
  SPEC_VERSION,
  USAGE_EVENT_TYPE,
} from './field-rules.js';
import { firstFault, isAhead } from './first-fault.js';
import { faultInText } from './text-rules.js';
import { isUriReference } from './uri-reference.js';
import type { TokenBuckets, UsageEvent, UsageVerdict } from './usage-event.js';

/** A refused event's id and source are given back up to this length; longer ones count as unreadable. */
const MAX_ECHOED_LENGTH = 1024;

/**
 * Holds a decoded CloudEvent against the contract. One pass over a sound event (about a microsecond); only a faulty one
 * is gone through again for its first fault.
 * @param arrivedAtMs timestamp of the Kafka record, or of the arrival by HTTP, ms since the epoch
 */
export function validateUsageEvent(candidate: unknown, arrivedAtMs: number): UsageVerdict {
  if (isObject(candidate)) {
    const event = soundEvent(candidate, arrivedAtMs);
    if (event !== null) return { ok: true, event };
  }
  return refuse(candidate, arrivedAtMs);
}

/** The verdict on an event that is not sound. */
function refuse(candidate: unknown, arrivedAtMs: number): UsageVerdict {
  const fault = firstFault(candidate, arrivedAtMs);
  if (fault === null) throw new Error('bug: the fast path refused a usage event in which no rule finds a fault');
  return { ok: false, fault, ...identityOf(candidate) };
}

/** What can be read of a refused event's identity. */
export function identityOf(candidate: unknown): { id: string | null; source: string | null } {
  if (!isObject(candidate)) return { id: null, source: null };
  return { id: readable(candidate['id']), source: readable(candidate['source']) };
}

function readable(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MAX_ECHOED_LENGTH ? value : null;
}

/** The event, or null at the first sign of a fault. Must accept exactly what `firstFault` finds no fault in. */
function soundEvent(candidate: Record<string, unknown>, arrivedAtMs: number): UsageEvent | null {
  const { specversion, type, source, id, time, subject, datacontenttype, data } = candidate;
  if (specversion !== SPEC_VERSION || type !== USAGE_EVENT_TYPE) return null;
  if (typeof source !== 'string' || faultInText(source, MAX_SOURCE) !== null || !isUriReference(source)) return null;
  if (typeof id !== 'string' || faultInText(id, MAX_ID) !== null) return null;
  if (typeof time !== 'string') return null;
  const instant = parseRfc3339(time);
  if (instant === null || isAhead(instant.epochMs, instant.canonical, arrivedAtMs)) return null;
  if (typeof subject !== 'string' || faultInText(subject, MAX_SUBJECT) !== null) return null;
  if (
    datacontenttype !== 'application/json' &&
    datacontenttype !== undefined &&
    datacontenttype !== null &&
    datacontenttypeRule(datacontenttype) !== null
  ) {
    return null;
  }
  if (!isObject(data) || !hasKnownAttributesOnly(candidate) || !hasKnownDataOnly(data)) return null;
  const { provider, model, team, project, activity, agent, session, automation, reportedCostUsd } = data;
  const tokens = soundTokens(data['tokens']);
  if (tokens === null || !isAttribute(provider) || !isAttribute(model)) return null;
  if (activity !== undefined && activityRule(activity) !== null) return null;
  if (reportedCostUsd !== undefined && costRule(reportedCostUsd) !== null) return null;

  const event: Writable<UsageEvent> = { source, id, subject, occurredAt: instant.canonical, provider, model, tokens };
  if (team !== undefined) {
    if (!isAttribute(team)) return null;
    event.team = team;
  }
  if (project !== undefined) {
    if (!isAttribute(project)) return null;
    event.project = project;
  }
  if (activity !== undefined) event.activity = activity as string;
  if (agent !== undefined) {
    if (!isAttribute(agent)) return null;
    event.agent = agent;
  }
  if (session !== undefined) {
    if (!isAttribute(session)) return null;
    event.session = session;
  }
  if (automation !== undefined) {
    if (!isAttribute(automation)) return null;
    event.automation = automation;
  }
  if (reportedCostUsd !== undefined) event.reportedCostUsd = reportedCostUsd as string;
  return event;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function isAttribute(value: unknown): value is string {
  return typeof value === 'string' && faultInText(value, MAX_ATTRIBUTE) === null;
}

function soundTokens(tokens: unknown): TokenBuckets | null {
  if (!isObject(tokens) || !hasKnownBucketsOnly(tokens)) return null;
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = tokens;
  if (!isBucket(input) || !isBucket(output) || !isBucket(cacheRead)) return null;
  if (!isBucket(cacheWrite) || !isBucket(reasoning)) return null;
  if (input + output + cacheRead + cacheWrite + reasoning === 0) return null;
  // + 0 makes a plain zero of -0
  return {
    input: input + 0,
    output: output + 0,
    cacheRead: cacheRead + 0,
    cacheWrite: cacheWrite + 0,
    reasoning: reasoning + 0,
  };
}

function isBucket(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_BUCKET;
}

function hasKnownAttributesOnly(candidate: Record<string, unknown>): boolean {
  for (const name in candidate) {
    switch (name) {
      case 'specversion':
      case 'type':
      case 'source':
      case 'id':
      case 'time':
      case 'subject':
      case 'datacontenttype':
      case 'dataschema':
      case 'data':
        break;
      default: {
        if (!isAttributeName(name)) return false;
        const value = candidate[name];
        if (value !== null && value !== undefined && extensionRule(value) !== null) return false;
      }
    }
  }
  return true;
}

function hasKnownDataOnly(data: Record<string, unknown>): boolean {
  for (const name in data) {
    switch (name) {
      case 'provider':
      case 'model':
      case 'tokens':
      case 'team':
      case 'project':
      case 'activity':
      case 'agent':
      case 'session':
      case 'automation':
      case 'reportedCostUsd':
        break;
      default:
        return false;
    }
  }
  return true;
}

function hasKnownBucketsOnly(tokens: Record<string, unknown>): boolean {
  for (const name in tokens) {
    switch (name) {
      case 'input':
      case 'output':
      case 'cacheRead':
      case 'cacheWrite':
      case 'reasoning':
        break;
      default:
        return false;
    }
  }
  return true;
}
