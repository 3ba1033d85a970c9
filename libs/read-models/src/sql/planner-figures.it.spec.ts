import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { tempDir } from '@tallystick/testing';
import { openPgliteStore } from '../pglite/open-pglite-read-models.js';
import { PlannerFigures } from './planner-figures.js';
import type { SqlStore } from './sql-store.js';

let folder: Awaited<ReturnType<typeof tempDir>>;
let store: SqlStore;

beforeAll(async () => {
  folder = await tempDir('planner-figures');
  store = await openPgliteStore(`${folder.path}/pglite`);
});
afterAll(async () => {
  await store.close();
  await folder.remove();
});

it('renews the figures each time the ledger has doubled, and not while it is about it', async () => {
  await store.write(async (session) => {
    await session.query('create schema grown');
    for (const table of ['board_cell', 'usage_event']) await session.query(`create table grown.${table} (n integer)`);
  });
  let renewals = 0;
  const figures = new PlannerFigures(store, 'grown', async () => void renewals++);
  figures.grownTo(19_999);
  await figures.settled();
  expect(renewals).toBe(0);
  figures.grownTo(20_000);
  figures.grownTo(50_000);
  await figures.settled();
  expect(renewals).toBe(1);
  figures.grownTo(39_999);
  await figures.settled();
  expect(renewals).toBe(1);
  figures.grownTo(50_000);
  await figures.settled();
  expect(renewals).toBe(2);
  figures.raise();
});

it('tells, once, what went wrong in the background', async () => {
  const figures = new PlannerFigures(store, 'nowhere', () => Promise.resolve());
  figures.grownTo(20_000);
  await figures.settled();
  expect(() => figures.raise()).toThrow('schema "nowhere" does not exist');
  figures.raise();
});
