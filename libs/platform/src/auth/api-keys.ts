import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isSubject, isTeam, MAX_SUBJECT, MAX_TEAM } from './caller-texts.js';
import { isRole, ROLES, type Caller, type Role } from './caller.js';

/** One line of the keys file. The key itself is nowhere: it is shown once, when it is made. */
export interface ApiKeyEntry {
  readonly name: string;
  /** SHA-256 of the key's text, hex. Plain is enough: a key is 256 random bits, nothing that could be guessed. */
  readonly sha256: string;
  readonly roles: readonly Role[];
  /** Of a publisher: the sources it may speak for; exact, or a prefix that ends in `*`. */
  readonly sources?: readonly string[];
  /** The person who holds the key, named as usage events name their subject. */
  readonly subject?: string;
  /** Of a team-lead: the teams that the key's holder leads. */
  readonly teams?: readonly string[];
}

/** Makes a key. Show `key` once and store `entry` in the keys file. @throws Error if no key can be like this */
export function newApiKey(wish: Omit<ApiKeyEntry, 'sha256'>): { readonly key: string; readonly entry: ApiKeyEntry } {
  const key = `ts_${randomBytes(32).toString('base64url')}`;
  const { name, ...more } = wish;
  return { key, entry: checkEntry({ name, sha256: sha256(key).toString('hex'), ...more }) };
}

/** @throws Error that says what is wrong with the entry, without its hash */
export function checkEntry(entry: unknown): ApiKeyEntry {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw new Error('is not an object');
  const { name, sha256: hash, roles, sources, subject, teams, ...unknown } = entry as Record<string, unknown>;
  const stray = Object.keys(unknown)[0];
  if (stray !== undefined)
    throw new Error(`has a member "${stray}"; known are name, sha256, roles, sources, subject, teams`);
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._ -]{0,63}$/.test(name)) {
    throw new Error('needs a name: 1-64 of A-Z a-z 0-9 . _ - and space');
  }
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) {
    throw new Error('needs sha256: 64 hex digits in lower case');
  }
  if (!Array.isArray(roles) || roles.length === 0 || !roles.every(isRole)) {
    throw new Error(`needs roles, of: ${ROLES.join(', ')}`);
  }
  if (sources !== undefined && !(Array.isArray(sources) && sources.every((s) => typeof s === 'string' && s !== ''))) {
    throw new Error('has sources that are not a list of texts');
  }
  if (roles.includes('publisher') && (sources === undefined || sources.length === 0)) {
    throw new Error('is a publisher and needs sources: the ones it may speak for, or "*" for all');
  }
  if (subject !== undefined && !isSubject(subject)) {
    throw new Error(`has a subject that is not a text of 1-${MAX_SUBJECT} characters`);
  }
  if (teams !== undefined && !(Array.isArray(teams) && teams.every(isTeam))) {
    throw new Error(`has teams that are not a list of texts of 1-${MAX_TEAM} characters`);
  }
  return {
    name,
    sha256: hash,
    roles,
    ...(sources === undefined ? {} : { sources }),
    ...(subject === undefined ? {} : { subject }),
    ...(teams === undefined ? {} : { teams }),
  };
}

/** Finds the caller of a key. All entries are compared, each in constant time. */
export function callerFinder(entries: readonly ApiKeyEntry[]): (key: string) => Caller | null {
  const callers = entries.map((entry) => ({
    hash: Buffer.from(entry.sha256, 'hex'),
    caller: {
      name: entry.name,
      roles: new Set(entry.roles),
      sources: entry.sources ?? [],
      subject: entry.subject ?? null,
      teams: entry.teams ?? [],
    } satisfies Caller,
  }));
  return (key) => {
    const presented = sha256(key);
    let found: Caller | null = null;
    for (const { hash, caller } of callers) if (timingSafeEqual(hash, presented)) found = caller;
    return found;
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
