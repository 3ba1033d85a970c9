import { describe, expect, it } from '@jest/globals';
import type { UsagePoint } from '../../api/answers.js';
import { granulesOf, hourStarts } from './granules.js';
import { usageSeries } from './usage-series.js';

const point = (start: string, by: Record<string, string | null>, input: number | string, output = 0): UsagePoint => ({
  start,
  by,
  tokens: { input, output, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
  total: String(BigInt(input) + BigInt(output)),
  events: 1,
});
const starts = ['2026-05-18', '2026-05-19', '2026-05-20'];

describe('usage in series', () => {
  it('has no holes, exact sums, and the largest first', () => {
    const points = [
      point('2026-05-18T00:00:00+02:00', { model: 'small' }, 1),
      point('2026-05-20T00:00:00+02:00', { model: 'large' }, '9007199254740993'),
      point('2026-05-20T00:00:00+02:00', { model: null }, 5),
    ];
    const { series, total } = usageSeries(points, 'model', starts);
    expect(series.map(({ key, values }) => [key, values])).toEqual([
      ['large', [0n, 0n, 9007199254740993n]],
      [null, [0n, 0n, 5n]],
      ['small', [1n, 0n, 0n]],
    ]);
    expect(total).toBe(9007199254740999n);
  });

  it('puts what has no colour of its own together', () => {
    const points = Array.from({ length: 9 }, (_, i) => point('2026-05-19T00:00:00Z', { team: `t${i}` }, 100 - i));
    const { series, total } = usageSeries(points, 'team', starts);
    expect(series.map(({ key, rest }) => (rest ? `rest of ${key}` : key))).toEqual([
      't0',
      't1',
      't2',
      't3',
      't4',
      'rest of 4',
    ]);
    expect(series.at(-1)!.values).toEqual([0n, 95n + 94n + 93n + 92n, 0n]);
    expect(total).toBe(864n);
  });

  it('by bucket keeps the buckets in their order and leaves out those that nobody used', () => {
    const { series } = usageSeries([point('2026-05-19T00:00:00Z', {}, 1, 7)], 'bucket', starts);
    expect(series.map(({ key, total }) => [key, total])).toEqual([
      ['input', 1n],
      ['output', 7n],
    ]);
  });

  it('can be of events or of one bucket', () => {
    const points = [point('2026-05-19T00:00:00Z', { model: 'm' }, 1, 7)];
    expect(usageSeries(points, 'model', starts, 'events').total).toBe(1n);
    expect(usageSeries(points, 'model', starts, 'output').total).toBe(7n);
  });

  it('of nothing is empty', () => {
    expect(usageSeries([], 'model', starts)).toEqual({ starts, series: [], total: 0n });
  });
});

describe('granules', () => {
  const range = { from: new Date('2026-05-01T00:00:00Z'), to: new Date('2026-05-20T00:00:00Z'), days: 19 };

  it('are whole weeks and months', () => {
    expect(granulesOf('week', range)).toEqual({
      from: '2026-04-27',
      to: '2026-05-25',
      starts: ['2026-04-27', '2026-05-04', '2026-05-11', '2026-05-18'],
    });
    expect(granulesOf('month', range)).toEqual({ from: '2026-05-01', to: '2026-06-01', starts: ['2026-05-01'] });
    expect(granulesOf('day', range).starts).toHaveLength(19);
  });

  it('are every hour, once each when clocks go back', () => {
    const points = ['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00', '2026-10-25T04:00:00+01:00'].map(
      (start) => point(start, {}, 1),
    );
    const hours = hourStarts(points);
    expect(hours).toHaveLength(4);
    expect(usageSeries(points, 'bucket', hours).series[0]!.values).toEqual([1n, 1n, 0n, 1n]);
  });
});
