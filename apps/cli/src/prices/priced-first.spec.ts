import { expect, it } from '@jest/globals';
import { emptyReport, type ReadItem, type UsageReading } from '../reading/usage-reading.js';
import { pricedFirst } from './priced-first.js';

const place = { file: 'f', line: 1 };
const event = (provider: string, model: string): ReadItem => {
  const json = JSON.stringify({ data: { provider, model, tokens: { input: 1 } } });
  return { kind: 'event', json, source: 's', id: 'i', place };
};

it('lists each name once, before its first event, and gives out what it was given', async () => {
  const refused: ReadItem = { kind: 'refused', code: 'no-tokens', detail: 'no tokens', place };
  const strange = ['null', '[]', '{"data":null}', '{"data":{"provider":7,"model":"x"}}'].map((json): ReadItem => ({
    kind: 'event',
    json,
    source: null,
    id: null,
    place,
  }));
  const groups = [
    [],
    [event('a', 'x'), refused, event('a', 'x')],
    [event('a', 'x')],
    [event('b', 'x'), ...strange, event('a', 'y')],
  ];
  const reading: UsageReading = {
    report: emptyReport(1, 1),
    async *items() {
      yield* groups;
    },
  };
  const told: unknown[] = [];
  const priced = pricedFirst(reading, async (names) => {
    told.push(names.map(({ provider, model }) => `${provider}/${model}`));
  });
  for await (const group of priced.items()) told.push(group);
  expect(told).toEqual([groups[0], ['a/x'], groups[1], groups[2], ['b/x', 'a/y'], groups[3]]);
  expect(priced.report).toBe(reading.report);
});
