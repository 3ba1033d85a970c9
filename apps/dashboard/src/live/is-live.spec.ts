import { expect, it } from '@jest/globals';
import { ApiProblem } from '../api/problem.js';
import { isLive } from './is-live.js';

const refused = new ApiProblem(403, 'forbidden', 'Not allowed', 'no policy is in force', null, null);
const away = new ApiProblem(503, 'not-caught-up', 'Not ready', 'the tables are away', null, null);
const asked = (meta: Record<string, unknown>, error: Error | null, data: unknown = undefined) =>
  isLive({ meta, state: { error, data } });

it('keeps up to date what is shown, what failed, and what a policy may yet open', () => {
  expect([null, refused, away].map((error) => asked({ live: true }, error))).toEqual([true, true, true]);
  expect(asked({}, null)).toBe(false);
});

it('does not ask again and again for what a page can do without and was refused', () => {
  expect([null, refused, away].map((error) => asked({ live: true, aside: true }, error))).toEqual([true, false, true]);
});

it('leaves those alone who read further down', () => {
  const pages = (count: number) => ({ pages: Array.from({ length: count }, () => ({})) });
  expect([1, 2, 3].map((count) => asked({ live: true }, null, pages(count)))).toEqual([true, true, false]);
});
