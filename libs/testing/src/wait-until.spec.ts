import { expect, it } from '@jest/globals';
import { waitUntil } from './wait-until.js';

it('answers what the condition answered at last', async () => {
  let looks = 0;
  expect(await waitUntil(() => (++looks === 3 ? 'here' : null), { everyMs: 1 })).toBe('here');
});

it('gives up in time, says what it waited for, and keeps the last error', async () => {
  const cause = new Error('still closed');
  const waiting = waitUntil(() => Promise.reject(cause), { timeoutMs: 20, everyMs: 5, what: 'the door' });
  await expect(waiting).rejects.toMatchObject({ message: 'waited 20 ms for the door', cause });
});
