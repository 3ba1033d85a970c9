import { expect, it } from '@jest/globals';
import { formatAge, formatInstant, formatSpan } from './times.js';

it.each([
  [-5_000, 'now'],
  [999, 'now'],
  [1_000, '1 second ago'],
  [59_999, '59 seconds ago'],
  [60_000, '1 minute ago'],
  [7_200_000, '2 hours ago'],
  [86_400_000, 'yesterday'],
  [40 * 86_400_000, '40 days ago'],
])('an age of %d ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

it.each([
  [0, '0 seconds'],
  [450, '0.5 seconds'],
  [61_000, '1 minute'],
  [7_300_000, '2 hours'],
])('a span of %d ms is %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

it('shows a moment in the zone that was asked for', () => {
  expect(formatInstant('2026-05-20T22:30:00Z', 'Europe/Berlin')).toMatch(/May 21, 2026.*12:30:00/);
});
