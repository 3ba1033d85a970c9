import { expect, it } from '@jest/globals';
import type { Position } from '@tallystick/ledger-store';
import { tempDir } from '@tallystick/testing';
import { openPgliteStore } from '../pglite/open-pglite-read-models.js';
import { SqlReadModels } from '../sql-read-models.js';
import { events, plain } from '../testing/made-up-ledger.js';

it('answers boards from memory until a number changes: a look at somebody does not', async () => {
  await using folder = await tempDir('resting');
  const store = await openPgliteStore(folder.path);
  const models = await SqlReadModels.open(store, { ledgerId: 'ledger-1', timeZone: 'UTC' });
  await using closing = new AsyncDisposableStack();
  closing.defer(() => models.close());
  const ledger = events({ actor: 1 }, { actor: 2 }, { kind: 'viewed' }, { kind: 'policy' }, { actor: 2 });
  let asked = 0; // beside the checkpoint
  const { readFrom } = store;
  store.readFrom = (opening, work) =>
    readFrom.call(store, opening, (session, rows) => {
      const query: typeof session.query = (text, params) => {
        asked += 1;
        return session.query(text, params);
      };
      return work({ ...session, query }, rows as never);
    }) as never;
  const board = (metric: 'tokens' | 'events') =>
    models.leaderboard({ subject: 'actors', metric, window: 'day', tz: 'UTC', limit: 1, atMs: plain.occurredAtMs });
  const at = (position: number) => ({ at: { position: BigInt(position), logSize: position } });

  await models.fold(0n as Position, ledger.slice(0, 2));
  await models.rest();
  asked = 0;
  const first = await board('events');
  expect(first).toMatchObject({ answer: { rows: [{ value: 1 }], total: 2 }, ...at(2) });
  await models.fold(2n as Position, ledger.slice(2, 4));
  const later = await board('events');
  expect({ ...later.answer, nextCursor: null }).toEqual({ ...first.answer, nextCursor: null });
  expect(later).toMatchObject(at(4));
  expect(await board('tokens')).toMatchObject(at(4)); // never asked before
  const next = await models.leaderboard({
    ...{ subject: 'actors', metric: 'events', window: 'day', tz: 'UTC', limit: 1, atMs: plain.occurredAtMs },
    cursor: later.answer.nextCursor!,
  });
  expect(next).toMatchObject({ answer: { rows: [{ value: 1 }] }, ...at(4) });
  expect(asked).toBe(1); // for the page behind the first

  await models.fold(4n as Position, ledger.slice(4));
  expect(await board('events')).toMatchObject({ answer: { rows: [{ value: 2 }], total: 3 }, ...at(5) });
  expect(asked).toBeGreaterThan(1);
});
