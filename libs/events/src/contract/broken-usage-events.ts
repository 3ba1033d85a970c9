import { BAD_TIMES } from './bad-times.js';
import { FORBIDDEN_CHARACTERS } from './forbidden-characters.js';
import type { Json } from './sound-usage-event.js';
import type { UsageFaultCode } from '../usage-event/usage-event.js';

export interface BrokenRule {
  readonly rule: string;
  readonly code: UsageFaultCode;
  readonly field: string;
  /** Whether JSON Schema can say it. */
  readonly inSchema: boolean;
  /** Breaks one rule of a sound event, in place. */
  readonly breakIt: (event: Json) => void;
}

const data = (event: Json): Json => event['data'] as Json;
const tokens = (event: Json): Json => data(event)['tokens'] as Json;
/** Sets an own property even where the name is `__proto__`, as JSON.parse does. */
function put(object: Json, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

const CONTEXT = ['specversion', 'type', 'source', 'id', 'time', 'subject'];
const TEXTS = ['provider', 'model', 'team', 'project', 'agent', 'session', 'automation'];
const BUCKETS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'];
function* brokenRules(): Generator<BrokenRule> {
  const schema = { inSchema: true };
  yield {
    rule: 'another type',
    code: 'unsupported-type',
    field: 'type',
    ...schema,
    breakIt: (e) => put(e, 'type', 'x.y'),
  };
  yield {
    rule: 'a type that is no string',
    code: 'unsupported-type',
    field: 'type',
    ...schema,
    breakIt: (e) => put(e, 'type', 1),
  };

  for (const name of [...CONTEXT, 'data']) {
    yield { rule: `no ${name}`, code: 'missing-field', field: name, ...schema, breakIt: (e) => delete e[name] };
  }
  for (const name of CONTEXT) {
    yield { rule: `null ${name}`, code: 'missing-field', field: name, ...schema, breakIt: (e) => put(e, name, null) };
  }
  for (const name of ['provider', 'model', 'tokens']) {
    const field = `data.${name}`;
    yield { rule: `no ${field}`, code: 'missing-field', field, ...schema, breakIt: (e) => delete data(e)[name] };
  }

  const unknown = { code: 'unknown-field', ...schema } as const;
  for (const name of ['data_base64', 'Team', 'trace-parent', '__proto__', '']) {
    yield { rule: `attribute "${name}"`, field: name, ...unknown, breakIt: (e) => put(e, name, 'AA==') };
  }
  for (const name of ['cost', '__proto__', 'constructor', 'Provider']) {
    yield { rule: `data member ${name}`, field: `data.${name}`, ...unknown, breakIt: (e) => put(data(e), name, {}) };
    yield { rule: `bucket ${name}`, field: `data.tokens.${name}`, ...unknown, breakIt: (e) => put(tokens(e), name, 1) };
  }

  const invalid = { code: 'invalid-field', ...schema } as const;
  for (const value of ['0.3', '1.0 ', 1, true]) {
    yield {
      rule: `specversion ${JSON.stringify(value)}`,
      field: 'specversion',
      ...invalid,
      breakIt: (e) => put(e, 'specversion', value),
    };
  }
  for (const value of ['a b', 'http://[::1', '%zz', '1a:b', 'ü', 'a#b#c', 'http://h:x/', '\\\\host', '<a>']) {
    // "uri-reference" is a format: an annotation to some validators
    yield {
      rule: `source ${value}`,
      field: 'source',
      ...invalid,
      inSchema: false,
      breakIt: (e) => put(e, 'source', value),
    };
  }
  for (const value of BAD_TIMES) {
    yield { rule: `time ${value}`, field: 'time', ...invalid, inSchema: false, breakIt: (e) => put(e, 'time', value) };
  }
  for (const [name, max] of [
    ['source', 512],
    ['id', 256],
    ['subject', 256],
  ] as const) {
    yield { rule: `empty ${name}`, field: name, ...invalid, breakIt: (e) => put(e, name, '') };
    yield { rule: `${name} too long`, field: name, ...invalid, breakIt: (e) => put(e, name, 'x'.repeat(max + 1)) };
    yield { rule: `${name} a number`, field: name, ...invalid, breakIt: (e) => put(e, name, 7) };
    for (const [what, character] of FORBIDDEN_CHARACTERS) {
      yield { rule: `${name} with ${what}`, field: name, ...invalid, breakIt: (e) => put(e, name, `a${character}b`) };
    }
  }
  for (const value of ['text/plain', 'application/jsonx', 'json', '', 5, {}]) {
    yield {
      rule: `datacontenttype ${JSON.stringify(value)}`,
      field: 'datacontenttype',
      ...invalid,
      breakIt: (e) => put(e, 'datacontenttype', value),
    };
  }
  for (const value of [null, [], 'x', 3, true]) {
    yield { rule: `data ${JSON.stringify(value)}`, field: 'data', ...invalid, breakIt: (e) => put(e, 'data', value) };
    yield {
      rule: `tokens ${JSON.stringify(value)}`,
      field: 'data.tokens',
      ...invalid,
      breakIt: (e) => put(data(e), 'tokens', value),
    };
  }
  for (const name of TEXTS) {
    for (const value of ['', 'x'.repeat(129), '\u{1f600}'.repeat(129), null, 1, ['a']]) {
      yield {
        rule: `${name} ${JSON.stringify(value).slice(0, 12)}`,
        field: `data.${name}`,
        ...invalid,
        breakIt: (e) => put(data(e), name, value),
      };
    }
    for (const [what, character] of FORBIDDEN_CHARACTERS) {
      yield {
        rule: `${name} with ${what}`,
        field: `data.${name}`,
        ...invalid,
        breakIt: (e) => put(data(e), name, character),
      };
    }
  }
  for (const value of ['', 'Chat', 'coding', null, 0]) {
    yield {
      rule: `activity ${JSON.stringify(value)}`,
      field: 'data.activity',
      ...invalid,
      breakIt: (e) => put(data(e), 'activity', value),
    };
  }
  for (const value of [
    '',
    '1.',
    '.5',
    '-1',
    '+1',
    '1e3',
    '0.1234567890',
    '1,5',
    '01',
    ' 1',
    'NaN',
    '\u0661',
    0.5,
    null,
    '1'.repeat(129),
  ]) {
    yield {
      rule: `reportedCostUsd ${JSON.stringify(value).slice(0, 12)}`,
      field: 'data.reportedCostUsd',
      ...invalid,
      breakIt: (e) => put(data(e), 'reportedCostUsd', value),
    };
  }
  for (const name of BUCKETS) {
    for (const value of [-1, 0.5, 1_000_000_001, Infinity, '1', true, null, [], {}]) {
      // Infinity is what JSON.parse makes of 1e400
      yield {
        rule: `${name} ${String(value)}`,
        field: `data.tokens.${name}`,
        ...invalid,
        breakIt: (e) => put(tokens(e), name, value),
      };
    }
  }
  for (const value of ['a\u0000', '\ud800', {}, []]) {
    yield {
      rule: `extension ${JSON.stringify(value)}`,
      field: 'traceparent',
      ...invalid,
      breakIt: (e) => put(e, 'traceparent', value),
    };
  }

  const later = { inSchema: false };
  for (const time of ['2026-05-18T09:35:01.001Z', '2026-05-18T09:35:01.0000001Z', '9999-12-31T23:59:59Z']) {
    yield {
      rule: `time ${time} too far ahead`,
      code: 'time-in-future',
      field: 'time',
      ...later,
      breakIt: (e) => put(e, 'time', time),
    };
  }
  const zeros = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  for (const [rule, none] of [
    ['every bucket 0', zeros],
    ['no bucket', {}],
    ['a negative zero', { input: -0 }],
  ] as const) {
    yield {
      rule,
      code: 'no-tokens',
      field: 'data.tokens',
      ...later,
      breakIt: (e) => put(data(e), 'tokens', { ...none }),
    };
  }
}

/** Every rule of the contract, broken one at a time. */
export const BROKEN_RULES: readonly BrokenRule[] = [...brokenRules()];
