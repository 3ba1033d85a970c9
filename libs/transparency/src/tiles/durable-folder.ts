import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes files that survive a power cut, each whole or not at all. One writer a folder. */
export class DurableFolder {
  /** Folders known to be there. */
  readonly #made = new Set<string>();
  /** Folders with names in them that are not durable yet. */
  readonly #unsettled = new Set<string>();

  constructor(readonly dir: string) {}

  /** Writes, syncs, renames. The name itself is durable after `settle`. */
  async put(path: string, bytes: Uint8Array): Promise<void> {
    const target = join(this.dir, path);
    const folder = dirname(target);
    await this.#make(folder);
    const unfinished = `${target}.tmp`;
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, target);
    this.#unsettled.add(folder);
  }

  /** Makes every name durable that was put before the call. */
  async settle(): Promise<void> {
    const folders = [...this.#unsettled];
    this.#unsettled.clear();
    try {
      await Promise.all(folders.map(syncFolder));
    } catch (error) {
      for (const folder of folders) this.#unsettled.add(folder);
      throw error;
    }
  }

  /** Removes a folder and all in it, if it is there; not durable. */
  async remove(path: string): Promise<void> {
    const folder = join(this.dir, path);
    await rm(folder, { recursive: true, force: true });
    this.#made.delete(folder);
  }

  async #make(folder: string): Promise<void> {
    if (this.#made.has(folder)) return;
    const first = await mkdir(folder, { recursive: true });
    // The names of new folders stand in their parents.
    for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made)) {
      this.#unsettled.add(dirname(made));
    }
    this.#made.add(folder);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
