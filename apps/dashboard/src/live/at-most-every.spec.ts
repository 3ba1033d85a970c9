import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { atMostEvery } from './at-most-every.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('acts at once, then once for everything that was asked in between', () => {
  let acted = 0;
  const refresh = atMostEvery(1_000, () => void acted++);
  for (let times = 0; times < 500; times++) refresh.soon();
  expect(acted).toBe(1);
  jest.advanceTimersByTime(1_000);
  expect(acted).toBe(2);
  jest.advanceTimersByTime(10_000);
  expect(acted).toBe(2);
  refresh.soon();
  expect(acted).toBe(3);
});

it('does nothing once it is stopped', () => {
  let acted = 0;
  const refresh = atMostEvery(1_000, () => void acted++);
  refresh.soon();
  refresh.soon();
  refresh.stop();
  jest.advanceTimersByTime(10_000);
  expect(acted).toBe(1);
});
