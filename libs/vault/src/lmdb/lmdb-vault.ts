import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { VaultRefused, VaultUnavailable, type Actor, type IdentityVault } from '../identity-vault.js';
import { newPseudonym } from '../pseudonym.js';
import { PseudonymCache } from '../pseudonym-cache.js';
import { assertSubject } from '../subject-check.js';
import type { VaultFile } from './vault-file.js';
import { VaultFolder } from './vault-folder.js';

/** Changes of file that one call follows; each is a person forgotten in that very moment. */
const MAX_CHANGES = 20;

/**
 * The embedded vault; several processes may open the folder at once.
 * @throws VaultRefused the folder holds something else, or was written by a newer version
 */
export async function openLmdbVault({ dir }: { readonly dir: string }): Promise<IdentityVault> {
  const folder = new VaultFolder(resolve(dir));
  return new LmdbVault(folder, await folder.open());
}

class LmdbVault implements IdentityVault {
  private readonly cache = new PseudonymCache();
  private lane: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(
    private readonly folder: VaultFolder,
    private file: VaultFile,
  ) {}

  async pseudonymise(subjects: readonly string[]): Promise<readonly Actor[]> {
    subjects.forEach(assertSubject);
    return this.inTurn((file) => {
      this.cache.begin(file.generation());
      const unknown = new Set<string>();
      const actors = subjects.map((subject) => {
        const actor = this.cache.get(subject) ?? this.lookUp(file, subject);
        if (actor === undefined) unknown.add(subject);
        return actor;
      });
      return unknown.size === 0 ? (actors as Actor[]) : this.insertUnknown(file, subjects, actors, [...unknown]);
    });
  }

  private lookUp(file: VaultFile, subject: string): Actor | undefined {
    const actor = file.subjects.get(Buffer.from(subject))?.toString();
    if (actor !== undefined) this.cache.set(subject, actor);
    return actor;
  }

  /** Insert-if-absent in one transaction, synced by LMDB's own thread before it resolves. */
  private async insertUnknown(
    file: VaultFile,
    subjects: readonly string[],
    known: readonly (Actor | undefined)[],
    unknown: readonly string[],
  ): Promise<readonly Actor[] | typeof RETIRED> {
    const inserted = await file.root.childTransaction(() => {
      if (file.retired) return undefined;
      return new Map(unknown.map((subject) => [subject, insertIfAbsent(file, subject)]));
    });
    if (inserted === undefined) return RETIRED;
    for (const [subject, actor] of inserted) this.cache.set(subject, actor);
    return subjects.map((subject, i) => known[i] ?? (inserted.get(subject) as Actor));
  }

  async find(subject: string): Promise<Actor | undefined> {
    assertSubject(subject);
    return this.inTurn((file) => file.subjects.get(Buffer.from(subject))?.toString());
  }

  async resolve(actor: Actor): Promise<string | undefined> {
    return this.inTurn((file) => file.actors.get(Buffer.from(actor))?.toString());
  }

  async resolveAll(actors: readonly Actor[]): Promise<ReadonlyMap<Actor, string>> {
    return this.inTurn((file) => {
      const subjects = actors.map((actor) => [actor, file.actors.get(Buffer.from(actor))?.toString()] as const);
      return new Map(subjects.filter((pair): pair is [Actor, string] => pair[1] !== undefined));
    });
  }

  /**
   * LMDB leaves deleted bytes in its free pages. So all others are copied into a new file, inside the old file's write
   * transaction (nobody can write meanwhile), then the old file is marked retired, then deleted. About a second for
   * 300,000 people, during which this process does nothing else.
   */
  async forget(actor: Actor): Promise<boolean> {
    return this.inTurn(async (file) => {
      const key = Buffer.from(actor);
      if (!file.actors.doesExist(key)) return false;
      const next = file.root.transactionSync(() => (file.retired ? undefined : this.copyWithout(file, key)));
      if (next === undefined) return RETIRED;
      this.file = next;
      this.cache.clear();
      await file.root.close();
      this.folder.removeFile(file);
      return true;
    });
  }

  private copyWithout(file: VaultFile, forgotten: Buffer): VaultFile {
    const next = this.folder.next(file);
    next.root.transactionSync(() => {
      next.begin(randomUUID());
      for (const { key: actor, value: subject } of file.actors.getRange({})) {
        if (actor.equals(forgotten)) continue;
        next.actors.putSync(actor, subject);
        next.subjects.putSync(subject, actor);
      }
    });
    this.folder.sync();
    file.retire();
    return next;
  }

  close(): Promise<void> {
    this.closing ??= this.lane.then(() => this.file.root.close());
    return this.closing;
  }

  /** One call at a time in this process; each begins with the vault's newest state, in the newest file. */
  private inTurn<T>(work: (file: VaultFile) => T | typeof RETIRED | Promise<T | typeof RETIRED>): Promise<T> {
    if (this.closing !== undefined) return Promise.reject(new VaultUnavailable('the vault is closed'));
    const turn = this.lane.then(() => this.inNewestFile(work));
    this.lane = turn.catch(() => undefined); // whoever asked gets the error; the next in turn does not
    return turn;
  }

  private async inNewestFile<T>(
    work: (file: VaultFile) => T | typeof RETIRED | Promise<T | typeof RETIRED>,
  ): Promise<T> {
    try {
      for (let change = 0; change < MAX_CHANGES; change += 1) {
        this.file.fresh();
        if (!this.file.retired) {
          const result = await work(this.file);
          if (result !== RETIRED) return result;
        }
        await this.file.root.close();
        this.file = await this.folder.open();
      }
    } catch (error) {
      if (error instanceof VaultRefused || error instanceof VaultUnavailable) throw error;
      throw new VaultUnavailable(`the vault cannot be read or written (${await reason(error as LmdbError)})`);
    }
    throw new VaultUnavailable(`the vault's file changed ${MAX_CHANGES} times in one call: try again`);
  }
}

const RETIRED = Symbol('the file was retired by another process');

function insertIfAbsent(file: VaultFile, subject: string): Actor {
  const key = Buffer.from(subject);
  const known = file.subjects.get(key)?.toString();
  if (known !== undefined) return known;
  const actor = newPseudonym();
  file.subjects.putSync(key, Buffer.from(actor));
  file.actors.putSync(Buffer.from(actor), key);
  return actor;
}

type LmdbError = Error & { readonly code?: number | string; readonly commitError?: Promise<never> };

/** Of an unexpected error only its code and its message's first words: a message could quote a key, and keys are names. */
async function reason(error: LmdbError): Promise<string> {
  const cause: LmdbError = (await error.commitError?.catch((e: LmdbError) => e)) ?? error;
  return cause.code === undefined ? cause.name : `code ${cause.code}`;
}
