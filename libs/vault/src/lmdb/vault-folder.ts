import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { VaultUnavailable } from '../identity-vault.js';
import { VaultFile } from './vault-file.js';

const NAME = /^vault-(\d{6})\.mdb$/;
/** Openings that met another process's change of files; each such change is a person forgotten in that very moment. */
const MAX_OPENINGS = 20;

/**
 * The vault's files, `vault-000001.mdb` and on. The lowest that is not retired is the vault; a higher one beside it is
 * what a crash left of an unfinished forgetting, and a retired one what a crash kept from being deleted.
 */
export class VaultFolder {
  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
  }

  /** @throws VaultRefused */
  async open(): Promise<VaultFile> {
    for (let opening = 0; opening < MAX_OPENINGS; opening += 1) {
      const name = this.names()[0] ?? fileName(1);
      const file = new VaultFile(join(this.dir, name));
      try {
        if (file.root.transactionSync(() => this.isVault(file, name))) {
          this.sync();
          return file;
        }
      } catch (error) {
        await file.root.close();
        throw error;
      }
      await file.root.close();
      this.remove(name);
    }
    throw new VaultUnavailable(`the vault's files changed ${MAX_OPENINGS} times while it was opened`);
  }

  /** Inside the file's write transaction, which every process that changes files holds. */
  private isVault(file: VaultFile, name: string): boolean {
    if (file.begun()) return !file.retired;
    // Opening makes a missing file: when there are others, ours was deleted a moment ago.
    if (this.names().some((other) => other !== name)) return false;
    file.begin(randomUUID());
    return true;
  }

  /** The file that follows; what an unfinished forgetting left there is removed. */
  next(file: VaultFile): VaultFile {
    const number = Number(NAME.exec(file.path.slice(this.dir.length + 1))?.[1]) + 1;
    for (const name of this.names()) if (name >= fileName(number)) this.remove(name);
    return new VaultFile(join(this.dir, fileName(number)));
  }

  /** Deletes a retired file. Other processes that still have it open see it retired and go on to the next. */
  removeFile(file: VaultFile): void {
    this.remove(file.path.slice(this.dir.length + 1));
    this.sync();
  }

  private remove(name: string): void {
    for (const file of [name, `${name}-lock`]) rmSync(join(this.dir, file), { force: true });
  }

  private names(): string[] {
    return readdirSync(this.dir)
      .filter((name) => NAME.test(name))
      .sort();
  }

  /** Names of files are durable only when their folder is synced. */
  sync(): void {
    for (const folder of [this.dir, dirname(resolve(this.dir))]) {
      const handle = openSync(folder, 'r');
      try {
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    }
  }
}

function fileName(number: number): string {
  return `vault-${String(number).padStart(6, '0')}.mdb`;
}
