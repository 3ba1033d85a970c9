import { expect, it } from '@jest/globals';
import { tempDir } from '@tallystick/testing';
import { createDatabase } from './create-database.js';
import { PgliteStore } from './pglite-store.js';
import { PgliteThread } from './pglite-thread.js';

it('opens the files in another thread when its thread has died, keeps what was committed, and no more once closed', async () => {
  const folder = await tempDir('pglite-store');
  const dir = `${folder.path}/pglite`;
  await createDatabase(dir);
  const threads: PgliteThread[] = [];
  const startThread = async () => {
    const thread = new PgliteThread({ dir });
    threads.push(thread);
    return thread;
  };
  const store = new PgliteStore(await startThread(), startThread, () => undefined);
  await store.write((session) => session.query('create table kept (n integer)'));
  await store.write((session) => session.query('insert into kept values (7)'));
  await expect(
    store.write(async (session) => {
      await session.query('insert into kept values (8)');
      await threads[0]!.terminate();
      return session.query('select 1');
    }),
  ).rejects.toThrow('the PGlite thread ended');
  expect(await store.read((session) => session.query('select n from kept'))).toEqual([{ n: 7 }]);
  expect(threads).toHaveLength(2);
  const lastWish = store.write((session) => session.query('insert into kept values (9)'));
  await store.close();
  await lastWish;
  // The folder may be somebody else's by now: whatever comes late must not open it again.
  await expect(store.read((session) => session.query('select n from kept'))).rejects.toThrow('are closed');
  await expect(store.maintain(['analyze'])).rejects.toThrow('are closed');
  expect(threads).toHaveLength(2);
  await folder.remove();
});
