import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DurableFolder,
  NoteRefused,
  openCheckpoint,
  type OpenedCheckpoint,
  type VerifierKey,
} from '@tallystick/transparency';
import { NotChecked } from './verdict.js';

/** The last sound checkpoint of each log, in a file named for the key that signed it. */
export class LastSeen {
  readonly #folder: DurableFolder;

  constructor(private readonly dir: string) {
    this.#folder = new DurableFolder(dir);
  }

  /** The largest that any of the keys signed. @throws NotChecked the file is not what was written */
  async of(keys: readonly VerifierKey[]): Promise<OpenedCheckpoint | undefined> {
    const seen = await Promise.all(keys.map((key) => this.#read(key)));
    return seen.filter((one) => one !== undefined).sort((a, b) => b.size - a.size)[0];
  }

  async remember({ signedBy }: OpenedCheckpoint, note: Uint8Array): Promise<void> {
    for (const key of signedBy) await this.#folder.put(nameOf(key), note);
    await this.#folder.settle();
  }

  async #read(key: VerifierKey): Promise<OpenedCheckpoint | undefined> {
    const file = join(this.dir, nameOf(key));
    const note = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw new NotChecked(`what was seen before cannot be read (${file}: ${error.code})`);
    });
    try {
      return note && openCheckpoint(note, [key]);
    } catch (error) {
      if (!(error instanceof NoteRefused)) throw error;
      throw new NotChecked(`what was seen before (${file}) is not a checkpoint any more: ${error.message}`);
    }
  }
}

const nameOf = ({ text }: VerifierKey): string => `${createHash('sha256').update(text).digest('hex')}.checkpoint`;
