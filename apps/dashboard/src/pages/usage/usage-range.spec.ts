import { describe, expect, it } from '@jest/globals';
import { granularitiesFor, granularityFor } from './usage-choices.js';
import { dayRange, todayIn } from './usage-range.js';

const day = (date: string) => new Date(`${date}T00:00:00Z`);
const today = day('2026-05-20');

describe('the days that are shown', () => {
  it('are the last ones up to today', () => {
    expect(dayRange({ range: '7', from: null, to: null }, today)).toEqual({
      from: day('2026-05-14'),
      to: day('2026-05-21'),
      days: 7,
    });
  });

  it('are from one day to another, both included, in whichever order they stand', () => {
    const range = { from: day('2026-02-27'), to: day('2026-03-02'), days: 3 };
    expect(dayRange({ range: 'own', from: '2026-02-27', to: '2026-03-01' }, today)).toEqual(range);
    expect(dayRange({ range: 'own', from: '2026-03-01', to: '2026-02-27' }, today)).toEqual(range);
  });

  it('are the 30 before when only one end is there, or one that no calendar has', () => {
    expect(dayRange({ range: 'own', from: '2026-02-31', to: '2026-05-10' }, today)).toMatchObject({
      from: day('2026-04-11'),
      days: 30,
    });
  });

  it('are at most ten years', () => {
    expect(dayRange({ range: 'own', from: '0100-01-01', to: '2026-05-10' }, today).days).toBe(3_660);
  });
});

it('knows today where it already is tomorrow', () => {
  expect(todayIn('Pacific/Kiritimati', Date.parse('2026-05-20T12:00:00Z'))).toEqual(day('2026-05-21'));
  expect(todayIn('America/New_York', Date.parse('2026-05-20T03:00:00Z'))).toEqual(day('2026-05-19'));
});

it('takes the granularity that was asked for, unless there would be too many bars', () => {
  expect(granularityFor(7, 'hour')).toBe('hour');
  expect(granularityFor(30, 'hour')).toBe('day');
  expect([1, 30, 365, 3_000].map((days) => granularityFor(days, 'auto'))).toEqual(['hour', 'day', 'week', 'month']);
  expect(granularitiesFor(30)).toEqual(['day', 'week', 'month']);
});
