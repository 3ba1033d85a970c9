import { expect, it } from '@jest/globals';
import { pathWith } from '../api/client.js';
import { questionOf } from './explanation.js';

it('asks for a row of a board, for the row of events that state none, and for a stretch of a series', () => {
  const path = (cell: Parameters<typeof questionOf>[0]) => pathWith('/v1/explain', questionOf(cell));
  const board = { filter: { team: 'payments' }, metric: 'tokens', time: { window: 'week', at: '2026-05-20' } } as const;
  expect(path({ ...board, tz: 'Europe/Berlin', value: 1 })).toBe(
    '/v1/explain?team=payments&metric=tokens&window=week&at=2026-05-20&tz=Europe%2FBerlin',
  );
  expect(path({ filter: { team: null }, metric: 'cost', time: { window: 'all' }, value: null })).toBe(
    '/v1/explain?team=&metric=cost&window=all',
  );
  const time = { from: '2026-05-20T00:00:00Z', to: '2026-05-21T00:00:00Z' };
  expect(path({ filter: { model: 'm', team: null }, metric: 'input', time, value: 1 })).toBe(
    '/v1/explain?model=m&team=&metric=input&from=2026-05-20T00%3A00%3A00Z&to=2026-05-21T00%3A00%3A00Z',
  );
});
