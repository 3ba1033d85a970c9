import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithPostgres } from '@tallystick/testing';
import { Client } from 'pg';
import { describeIdentityVault } from '../contract.js';
import { VaultRefused, VaultUnavailable } from '../identity-vault.js';
import { openPostgresVault } from './postgres-vault.js';

describeWithPostgres('the vault in a real PostgreSQL', (postgres) => {
  describeIdentityVault('postgres', async () => {
    const url = await postgres().createDatabase();
    return { open: () => openPostgresVault({ url }), keeps: true, remove: async () => undefined };
  });

  let url: string;
  let client: Client;
  beforeAll(async () => {
    url = await postgres().createDatabase();
    client = new Client({ connectionString: url });
    await client.connect();
  });
  afterAll(() => client.end());

  it('lets several processes start at once on an empty database', async () => {
    const vaults = await Promise.all(Array.from({ length: 5 }, () => openPostgresVault({ url })));
    const actors = await Promise.all(vaults.map((vault) => vault.pseudonymise(['ada', 'bo'])));
    for (const answer of actors) expect(answer).toEqual(actors[0]);
    await Promise.all(vaults.map((vault) => vault.close()));
  });

  it('leaves no byte of a forgotten name in its table and its indexes', async () => {
    const files = async (name: string): Promise<number> => {
      await client.query('CHECKPOINT');
      const { rows } = await client.query<{ found: string }>(
        `SELECT count(*) AS found FROM pg_class WHERE relname LIKE 'identity_vault%'
         AND position(convert_to($1, 'UTF8') IN pg_read_binary_file(pg_relation_filepath(oid))) > 0`,
        [name],
      );
      return Number(rows[0]?.found);
    };
    const vault = await openPostgresVault({ url });
    const people = Array.from({ length: 300 }, (_, i) => `person-${i}-of-many@example.org`);
    const actors = await vault.pseudonymise(people);
    expect(await files(people[77] as string)).toBe(2); // the table and its primary key: the search finds what is there
    expect(await vault.forget(actors[77] as string)).toBe(true);
    expect(await files(people[77] as string)).toBe(0);
    expect(await vault.resolve(actors[78] as string)).toBe(people[78]);
    await vault.close();
  });

  it('says nothing personal when the database refuses', async () => {
    const vault = await openPostgresVault({ url });
    await client.query('ALTER TABLE identity_vault ADD CONSTRAINT no_secrets CHECK (subject NOT LIKE $$secret%$$)');
    const error = (await vault.pseudonymise(['secret person']).catch((e: unknown) => e)) as Error;
    await client.query('ALTER TABLE identity_vault DROP CONSTRAINT no_secrets');
    expect(error).toBeInstanceOf(VaultUnavailable);
    expect(error.message).toContain('23514');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
    await vault.close();
  });

  it('refuses a newer format', async () => {
    await client.query('UPDATE identity_vault_state SET format = 2');
    await expect(openPostgresVault({ url })).rejects.toBeInstanceOf(VaultRefused);
    await client.query('UPDATE identity_vault_state SET format = 1');
  });
});

describeWithPostgres(
  'the vault while its PostgreSQL is away',
  (postgres) => {
    it('is unavailable, keeps what it promised, and works again by itself', async () => {
      const vault = await openPostgresVault({ url: await postgres().createDatabase() });
      const actors = await vault.pseudonymise(['ada', 'bo']);
      await postgres().kill();
      await expect(vault.pseudonymise(['ada', 'cy'])).rejects.toBeInstanceOf(VaultUnavailable);
      await postgres().restart();
      expect(await vault.pseudonymise(['ada', 'bo'])).toEqual(actors);
      await vault.close();
    });
  },
  { own: true },
);
