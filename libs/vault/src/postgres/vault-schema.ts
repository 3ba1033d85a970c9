import type { Pool } from 'pg';
import { VaultRefused } from '../identity-vault.js';

const FORMAT = 1;

/** Makes the tables if they are missing; several processes may start at once. @throws VaultRefused */
export async function prepareVaultSchema(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // "IF NOT EXISTS" alone is not safe against a second process in the same moment.
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('tallystick identity vault'))`);
    await client.query(`
      CREATE TABLE IF NOT EXISTS identity_vault (
        subject text COLLATE "C" PRIMARY KEY,
        actor   text COLLATE "C" NOT NULL UNIQUE
      )`);
    await client.query(`
      CREATE TABLE IF NOT EXISTS identity_vault_state (
        one        boolean PRIMARY KEY DEFAULT true CHECK (one),
        format     integer NOT NULL,
        generation bigint  NOT NULL
      )`);
    await client.query(
      `INSERT INTO identity_vault_state (format, generation) VALUES ($1, 1) ON CONFLICT (one) DO NOTHING`,
      [FORMAT],
    );
    const { rows } = await client.query<{ format: number }>('SELECT format FROM identity_vault_state');
    await client.query('COMMIT');
    if (rows[0]?.format !== FORMAT) {
      throw new VaultRefused(
        `the identity vault in PostgreSQL has format ${rows[0]?.format}; this version reads format ${FORMAT}: start the version that wrote it, or a newer one`,
      );
    }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // the connection may be gone; the first error tells why
    throw error;
  } finally {
    client.release();
  }
}
