import { describe, expect, it } from '@jest/globals';
import { readChoices } from '../../url/search-state.js';
import { cellOf } from './cell-of.js';
import { USAGE_CHOICES } from './usage-choices.js';

const chosen = (search: string) => readChoices(USAGE_CHOICES, search);

describe('a number of the table as a cell', () => {
  it('has its column and the filters in force', () => {
    expect(
      cellOf(
        chosen('by=team&metric=events&model=m&project='),
        'week',
        'UTC',
        '2026-05-18',
        { key: null, rest: false },
        7n,
      ),
    ).toEqual({
      filter: { team: null, model: 'm', project: null },
      metric: 'events',
      time: { window: 'week', at: '2026-05-18' },
      tz: 'UTC',
      value: '7',
    });
  });

  it('of an hour is that stretch, and of a bucket that metric', () => {
    const cell = cellOf(
      chosen('by=bucket'),
      'hour',
      'UTC',
      '2026-05-18T22:00:00.000Z',
      { key: 'cacheRead', rest: false },
      7n,
    );
    expect(cell).toMatchObject({
      filter: {},
      metric: 'cacheRead',
      time: { from: '2026-05-18T22:00:00.000Z', to: '2026-05-18T23:00:00.000Z' },
    });
  });

  it('is none for the sum of several', () => {
    expect(cellOf(chosen(''), 'day', 'UTC', '2026-05-18', { key: '3', rest: true }, 7n)).toBeNull();
  });
});
