import { chmodSync, closeSync, existsSync, openSync, readSync } from 'node:fs';
import { open, type Database, type RootDatabase } from 'lmdb';
import { VaultRefused } from '../identity-vault.js';

const FORMAT = 1;
/** Address space, not memory or disk. */
const MAP_BYTES = 2 ** 36;
const LMDB_MAGIC = 0xbeefc0de;
const KIND = Buffer.from('kind');
const FORMAT_KEY = Buffer.from('format');
const GENERATION = Buffer.from('generation');
const RETIRED = Buffer.from('retired');

/** One LMDB file of the vault. Files follow each other: forgetting a person writes a new one and retires this one. */
export class VaultFile {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** subject -> pseudonym */
  readonly subjects: Database<Buffer, Buffer>;
  /** pseudonym -> subject */
  readonly actors: Database<Buffer, Buffer>;
  private readonly meta: Database<Buffer, Buffer>;

  constructor(readonly path: string) {
    assertVaultFile(path);
    // Synced in every commit; `noMemInit` stays off, so that no scrap of the process's memory gets into the file.
    this.root = open<Buffer, Buffer>({
      path,
      noSubdir: true,
      overlappingSync: false,
      eventTurnBatching: false,
      mapSize: MAP_BYTES,
      maxDbs: 4,
      encoding: 'binary',
      keyEncoding: 'binary',
    });
    for (const file of [path, `${path}-lock`]) chmodSync(file, 0o600);
    const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;
    this.subjects = this.root.openDB<Buffer, Buffer>({ name: 'subjects', ...binary });
    this.actors = this.root.openDB<Buffer, Buffer>({ name: 'actors', ...binary });
    this.meta = this.root.openDB<Buffer, Buffer>({ name: 'meta', ...binary });
  }

  /** False: nobody has begun this file yet. @throws VaultRefused */
  begun(): boolean {
    const kind = this.meta.get(KIND)?.toString();
    if (kind === undefined) return false;
    if (kind !== 'tallystick-vault') throw new VaultRefused(`${this.path} holds a ${kind}, not an identity vault`);
    const format = Number(this.meta.get(FORMAT_KEY)?.toString());
    if (format !== FORMAT) {
      throw new VaultRefused(
        `the vault ${this.path} has format ${format}; this version reads format ${FORMAT}: start the version that wrote it, or a newer one`,
      );
    }
    return true;
  }

  /** Inside a write transaction. */
  begin(generation: string): void {
    this.meta.putSync(KIND, Buffer.from('tallystick-vault'));
    this.meta.putSync(FORMAT_KEY, Buffer.from(String(FORMAT)));
    this.meta.putSync(GENERATION, Buffer.from(generation));
  }

  /** Without this, LMDB's read snapshot could be a moment old. */
  fresh(): void {
    this.root.resetReadTxn();
  }

  /** Changes whenever a person is forgotten. */
  generation(): string {
    return this.meta.get(GENERATION)?.toString() ?? '';
  }

  get retired(): boolean {
    return this.meta.doesExist(RETIRED);
  }

  /** Inside a write transaction: the next file is complete, and nothing may be written here any more. */
  retire(): void {
    this.meta.putSync(RETIRED, Buffer.from([1]));
  }
}

/** LMDB ends the process (segmentation fault) on a file that is no database. Missing or empty is a new one. */
function assertVaultFile(path: string): void {
  if (!existsSync(path)) return;
  const head = Buffer.alloc(28);
  const handle = openSync(path, 'r');
  try {
    if (readSync(handle, head, 0, head.length, 0) === 0) return;
  } finally {
    closeSync(handle);
  }
  if (head.readUInt32LE(24) !== LMDB_MAGIC) throw new VaultRefused(`${path} is no vault, or its head is damaged`);
}
