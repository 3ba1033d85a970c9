import { Pool, type QueryResultRow } from 'pg';
import { VaultRefused, VaultUnavailable, type Actor, type IdentityVault } from '../identity-vault.js';
import { newPseudonym } from '../pseudonym.js';
import { PseudonymCache } from '../pseudonym-cache.js';
import { assertSubject } from '../subject-check.js';
import { prepareVaultSchema } from './vault-schema.js';

const MAX_CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 10_000;
/** Rewrites the whole table: longer than any other statement. */
const VACUUM_TIMEOUT_MS = 10 * 60_000;

/**
 * The vault in PostgreSQL, for several ledger instances on several machines.
 * @throws VaultUnavailable | VaultRefused
 */
export async function openPostgresVault({ url }: { readonly url: string }): Promise<IdentityVault> {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    application_name: 'tallystick-vault',
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  try {
    await prepareVaultSchema(pool);
  } catch (error) {
    await pool.end();
    throw unavailable(error);
  }
  return new PostgresVault(pool);
}

interface Row {
  readonly subject: string;
  readonly actor: Actor;
}

class PostgresVault implements IdentityVault {
  private readonly cache = new PseudonymCache();
  private closing: Promise<void> | undefined;

  constructor(private readonly pool: Pool) {}

  async pseudonymise(subjects: readonly string[]): Promise<readonly Actor[]> {
    subjects.forEach(assertSubject);
    // Read before the rows: a person forgotten in between leaves this generation behind, and the cache with it.
    const [state] = await this.query<{ generation: string }>('SELECT generation FROM identity_vault_state');
    this.cache.begin(state?.generation ?? '');
    const actors = subjects.map((subject) => this.cache.get(subject));
    const uncached = new Set(subjects.filter((_, i) => actors[i] === undefined));
    if (uncached.size === 0) return actors as Actor[];
    const found = await this.insertIfAbsent([...uncached].sort());
    return subjects.map((subject, i) => actors[i] ?? (found.get(subject) as Actor));
  }

  /** Sorted, so that two instances that insert the same people do not wait for each other crosswise. */
  private async insertIfAbsent(subjects: readonly string[]): Promise<Map<string, Actor>> {
    const found = new Map<string, Actor>();
    await this.collect(found, `SELECT subject, actor FROM identity_vault WHERE subject = ANY($1::text[])`, [subjects]);
    const absent = subjects.filter((subject) => !found.has(subject));
    if (absent.length > 0) {
      await this.collect(
        found,
        // The update changes nothing, but makes an insert that lost the race give back the winner's row.
        `INSERT INTO identity_vault (subject, actor) SELECT * FROM unnest($1::text[], $2::text[])
         ON CONFLICT (subject) DO UPDATE SET actor = identity_vault.actor RETURNING subject, actor`,
        [absent, absent.map(() => newPseudonym())],
      );
    }
    for (const [subject, actor] of found) this.cache.set(subject, actor);
    return found;
  }

  private async collect(found: Map<string, Actor>, sql: string, values: readonly unknown[]): Promise<void> {
    for (const { subject, actor } of await this.query<Row>(sql, values)) found.set(subject, actor);
  }

  async find(subject: string): Promise<Actor | undefined> {
    assertSubject(subject);
    return (await this.query<Row>('SELECT actor FROM identity_vault WHERE subject = $1', [subject]))[0]?.actor;
  }

  async resolve(actor: Actor): Promise<string | undefined> {
    return (await this.query<Row>('SELECT subject FROM identity_vault WHERE actor = $1', [actor]))[0]?.subject;
  }

  async resolveAll(actors: readonly Actor[]): Promise<ReadonlyMap<Actor, string>> {
    const sql = 'SELECT subject, actor FROM identity_vault WHERE actor = ANY($1::text[])';
    const rows = await this.query<Row>(sql, [actors]);
    return new Map(rows.map(({ subject, actor }) => [actor, subject]));
  }

  /** One statement, so one transaction; then the table is written anew, for a deleted row stays in its old pages. */
  async forget(actor: Actor): Promise<boolean> {
    const forgotten = await this.query(
      `WITH gone AS (DELETE FROM identity_vault WHERE actor = $1 RETURNING 1)
       UPDATE identity_vault_state SET generation = generation + 1 WHERE EXISTS (SELECT FROM gone) RETURNING generation`,
      [actor],
    );
    if (forgotten.length === 0) return false;
    this.cache.clear();
    await this.query('VACUUM (FULL) identity_vault', [], VACUUM_TIMEOUT_MS);
    return true;
  }

  close(): Promise<void> {
    this.closing ??= this.pool.end();
    return this.closing;
  }

  private async query<T extends QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
    timeoutMs = QUERY_TIMEOUT_MS,
  ): Promise<T[]> {
    if (this.closing !== undefined) throw new VaultUnavailable('the vault is closed');
    try {
      const config = { text, values: [...values], query_timeout: timeoutMs };
      return (await this.pool.query<T>(config)).rows;
    } catch (error) {
      throw unavailable(error);
    }
  }
}

/** PostgreSQL's messages quote rows, and rows are names: only the code goes on, and no cause. */
function unavailable(error: unknown): Error {
  if (error instanceof VaultRefused) return error;
  const { code } = error as { readonly code?: string };
  return new VaultUnavailable(`the identity vault in PostgreSQL does not answer as it should (${code ?? 'no code'})`);
}
