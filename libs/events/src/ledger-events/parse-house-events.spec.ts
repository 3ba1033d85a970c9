import { describe, expect, it } from '@jest/globals';
import { accessStream, isAccessStream, parseDataViewed } from './data-viewed.js';
import { MalformedLedgerEvent } from './ledger-data-rules.js';
import { isLedgerStream } from './ledger-streams.js';
import { parseNamingChosen } from './naming-chosen.js';
import { parsePolicyAdopted } from './policy-adopted.js';
import { parsePriceListed } from './price-listed.js';
import { isCalendarDate, parseRosterDeclared } from './roster-declared.js';

type Parse = (event: { stream: string; type: string; data: Record<string, unknown> }) => unknown;
const events: Record<string, { parse: Parse; stream: string; data: Record<string, unknown> }> = {
  RosterDeclared: {
    parse: parseRosterDeclared,
    stream: 'rosters',
    data: { team: 'payments', from: '2026-06-01', size: 14, author: 'p_1' },
  },
  PolicyAdopted: {
    parse: parsePolicyAdopted,
    stream: 'policy',
    data: {
      from: '2026-06-01T00:00:00Z',
      boards: { teams: ['member', 'admin'], actors: ['admin'] },
      names: 'pseudonyms',
      purposes: ['capacity-planning'],
      text: 'No one is judged by these numbers.',
      author: 'p_1',
    },
  },
  DataViewed: {
    parse: parseDataViewed,
    stream: 'access-2026-06-01.projector-0',
    data: { viewer: 'p_aaaaaaaaaaaaaaaa', whose: 'p_bbbbbbbbbbbbbbb2', what: 'events', purpose: 'support' },
  },
  NamingChosen: {
    parse: parseNamingChosen,
    stream: 'naming-p_bbbbbbbbbbbbbbb2',
    data: { actor: 'p_bbbbbbbbbbbbbbb2', named: false },
  },
  PriceListed: {
    parse: parsePriceListed,
    stream: 'prices',
    data: {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      from: '2026-06-01T00:00:00Z',
      to: '2026-07-01T00:00:00.5Z',
      perMillion: { input: 3_000_000_000, cacheRead: 0 },
      source: 'the contract of 2026-05-12',
      author: 'p_1',
    },
  },
};
const MAY_BE_ABSENT = ['text', 'to'];

describe.each(Object.entries(events))('%s, read by a fold', (type, { parse, stream, data }) => {
  it('is given back as it is when it keeps its schema', () => {
    expect(parse({ stream, type, data })).toBe(data);
  });

  it.each(Object.keys(data).filter((name) => !MAY_BE_ABSENT.includes(name)))(
    'is poison when %s is missing or no value',
    (name) => {
      for (const value of [undefined, null, 7.5, -1, ...(name === 'named' ? ['true'] : [true]), '', [''], [null]]) {
        expect(() => parse({ stream, type, data: { ...data, [name]: value } })).toThrow(MalformedLedgerEvent);
      }
    },
  );

  it('is poison with an unknown member, as another type, or in another stream', () => {
    expect(() => parse({ stream, type, data: { ...data, mood: 1 } })).toThrow('unknown member mood');
    expect(() => parse({ stream, type: 'constructor', data })).toThrow('unknown event type');
    expect(() => parse({ stream: 'intake-http.0', type, data })).toThrow('another stream');
    expect(() => parse({ stream, type, data: [] as never })).toThrow('no object');
  });

  it('stands in a stream of ours', () => expect(isLedgerStream(stream)).toBe(true));
});

it.each([
  [{ boards: { everybody: ['member'] } }, 'unknown board'],
  [{ boards: { teams: [] } }, 'no list of roles'],
  [{ boards: { teams: ['auditor'] } }, 'no list of roles'],
  [{ boards: { teams: 'member' } }, 'no list of roles'],
  [{ from: '2026-06-01T00:00:00.0Z' }, 'canonical'],
  [{ from: '2026-06-01T00:00:00+02:00' }, 'canonical'],
  [{ names: 'always' }, 'names'],
  [{ purposes: ['Support Cases'] }, 'purposes'],
])('a policy with %j is poison', (change, says) => {
  const { stream, data } = events['PolicyAdopted']!;
  expect(() => parsePolicyAdopted({ stream, type: 'PolicyAdopted', data: { ...data, ...change } })).toThrow(says);
});

it('a choice in the name of somebody else is poison', () => {
  const { stream, data } = events['NamingChosen']!;
  const others = { ...data, actor: 'p_aaaaaaaaaaaaaaaa' };
  expect(() => parseNamingChosen({ stream, type: 'NamingChosen', data: others })).toThrow('another stream');
});

it.each([
  [{ to: '2026-06-01T00:00:00Z' }, 'not after'],
  [{ to: '2026-05-01T00:00:00Z' }, 'not after'],
  [{ to: null }, 'canonical'],
  [{ from: '2026-06-01T00:00:00.0001Z' }, 'milliseconds'],
  [{ from: '2026-06-01T00:00:00.10Z' }, 'canonical'],
  [{ from: '2026-06-01T02:00:00+02:00' }, 'canonical'],
  [{ perMillion: { total: 1 } }, 'unknown member total'],
  [{ perMillion: JSON.parse('{"__proto__":1}') as object }, 'unknown member __proto__'],
  [{ perMillion: { input: -1 } }, 'no price'],
  [{ perMillion: { input: 0.5 } }, 'no price'],
  [{ perMillion: { input: '1' } }, 'no price'],
  [{ perMillion: { input: null } }, 'no price'],
  [{ perMillion: { input: 1_000_000_000_000_001 } }, 'no price'],
])('a price with %j is poison', (change, says) => {
  const { stream, data } = events['PriceListed']!;
  expect(() => parsePriceListed({ stream, type: 'PriceListed', data: { ...data, ...change } })).toThrow(says);
});

it('a price may be open, free, the highest there is, or taken back', () => {
  const { stream, data } = events['PriceListed']!;
  const open = { ...data };
  delete open['to'];
  for (const perMillion of [{}, { output: 0 }, { reasoning: 1_000_000_000_000_000 }]) {
    expect(parsePriceListed({ stream, type: 'PriceListed', data: { ...open, perMillion } })).toEqual({
      ...open,
      perMillion,
    });
  }
});

describe('the stream of views', () => {
  it('is one for each process and day of UTC', () => {
    const late = new Date('2026-06-01T23:59:59.999Z');
    expect(accessStream(late, '0')).toBe('access-2026-06-01.0');
    expect(accessStream(late, `projector-${'x'.repeat(64)}`)).toMatch(/^access-2026-06-01\.projector-x{64}$/);
    expect(isAccessStream(accessStream(late, '0'))).toBe(true);
    expect(() => accessStream(late, 'a b')).toThrow(TypeError);
    expect(() => accessStream(late, '')).toThrow(TypeError);
  });
});

it.each([
  ['2026-02-28', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-2-1', false],
  ['0000-01-01', false],
  ['2026-06-01T00:00:00Z', false],
  [20260601, false],
])('%s is a day: %s', (value, is) => expect(isCalendarDate(value)).toBe(is));
