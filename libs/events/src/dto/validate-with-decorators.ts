import { extensionRule, isAttributeName, isObject, MAX_AHEAD_MS } from '../usage-event/field-rules.js';
import type { UsageFault } from '../usage-event/usage-event.js';
import { parseRfc3339 } from '../time/rfc3339.js';
import { faultsOf, firstOf } from './decorator-faults.js';
import { TokensDto, UsageDataDto, UsageEventDto } from './usage-event.dto.js';

const CONTEXT = ['specversion', 'type', 'source', 'id', 'time', 'subject', 'datacontenttype', 'dataschema', 'data'];
const DATA = ['provider', 'model', 'tokens', 'team', 'project', 'activity', 'agent', 'session', 'automation'];
const DATA_NAMES = [...DATA, 'reportedCostUsd'];
const TOKENS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'];
/** The tables' fields in their order. */
const FIELDS = [
  ...CONTEXT,
  ...DATA_NAMES.flatMap((name) => [
    `data.${name}`,
    ...(name === 'tokens' ? TOKENS.map((bucket) => `data.tokens.${bucket}`) : []),
  ]),
];

/**
 * The contract again, by class-validator's decorators: slower (tens of microseconds), and written independently of the
 * fast path, so that one suite can hold the two against each other. Answers the first fault, or null.
 */
export function validateWithDecorators(candidate: unknown, arrivedAtMs: number): UsageFault | null {
  if (!isObject(candidate)) return { code: 'not-a-cloudevent', detail: 'a usage event must be a JSON object' };
  const faults = faultsOf(new UsageEventDto(), candidate, '', CONTEXT, isAttributeName);
  for (const name of Object.keys(candidate)) {
    const value = candidate[name];
    if (CONTEXT.includes(name) || value === null || value === undefined) continue;
    const detail = extensionRule(value);
    if (detail !== null) faults.push({ code: 'invalid-field', field: name, detail });
  }
  const data = candidate['data'];
  const tokens = isObject(data) ? data['tokens'] : undefined;
  if (isObject(data)) faults.push(...faultsOf(new UsageDataDto(), data, 'data.', DATA_NAMES));
  if (isObject(tokens)) faults.push(...faultsOf(new TokensDto(), tokens, 'data.tokens.', TOKENS));
  const first = firstOf(faults, FIELDS);
  if (first !== null) return first;

  const exactMs = preciseMs(candidate['time'] as string);
  if (exactMs > arrivedAtMs + MAX_AHEAD_MS) {
    return { code: 'time-in-future', field: 'time', detail: 'time lies more than 5 minutes ahead' };
  }
  if (Object.values(tokens as object).some((count) => count > 0)) return null;
  return { code: 'no-tokens', field: 'data.tokens', detail: 'every bucket is 0' };
}

/** Milliseconds with what is finer as a fraction of one, however small. */
function preciseMs(time: string): number {
  const { canonical, epochMs } = parseRfc3339(time)!;
  return /\.\d{3}\d/.test(canonical) ? epochMs + 0.5 : epochMs;
}
