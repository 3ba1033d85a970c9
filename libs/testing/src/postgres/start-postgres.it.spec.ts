import { expect, it } from '@jest/globals';
import { Client } from 'pg';
import { describeWithPostgres } from '../run/describe-with-servers.js';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describeWithPostgres(
  'a PostgreSQL of one test file',
  (postgres) => {
    it('syncs what it commits, as in production', async () => {
      expect(await query(postgres().url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    });

    it('gives databases that know nothing of each other', async () => {
      const [one, other] = [await postgres().createDatabase(), await postgres().createDatabase()];
      await query(one, 'CREATE TABLE only_here (n int)');
      await expect(query(other, 'SELECT * FROM only_here')).rejects.toThrow('does not exist');
    });

    it('comes back after a SIGKILL at the same address and with what was committed', async () => {
      const url = await postgres().createDatabase();
      await query(url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
      await postgres().kill();
      await expect(query(url, 'SELECT 1')).rejects.toThrow();
      await postgres().restart();
      expect(await query(url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    });
  },
  { own: true },
);

describeWithPostgres('the PostgreSQL that a run shares', (postgres) => {
  it('gives databases, and refuses to be killed', async () => {
    const url = await postgres().createDatabase();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expect(postgres().kill()).rejects.toThrow('not ours');
  });
});
