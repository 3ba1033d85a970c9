import { join } from 'node:path';
import {
  CHECKPOINT_PATH,
  COSIGNED_PATH,
  DurableFolder,
  logFolder,
  MAX_CHECKPOINT_BYTES,
  NoteRefused,
  openCheckpoint,
  signCheckpoint,
  TileNodes,
  type CosignedCheckpoint,
  type LogFiles,
  type OpenedCheckpoint,
  type SigningKey,
  type Tree,
} from '@tallystick/transparency';
import { NotaryRefused } from './notary-refused.js';

export interface PublishedCheckpoint extends OpenedCheckpoint {
  /** The signed note, with the cosignatures that it has. */
  readonly bytes: Uint8Array;
}

/** The log as it lies in its folder: what everybody reads, and the one place where a checkpoint is published. */
export class PublishedLog {
  readonly files: LogFiles;
  readonly nodes: TileNodes;
  readonly #folder: DurableFolder;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly dir: string,
    /** The first is the present one; all of them sign. */
    readonly keys: readonly [SigningKey, ...SigningKey[]],
  ) {
    this.files = logFolder(dir);
    this.nodes = new TileNodes(this.files);
    this.#folder = new DurableFolder(dir);
  }

  get origin(): string {
    return this.keys[0].verifier.name;
  }

  /** @throws NotaryRefused it is not by our key, or no checkpoint at all */
  async latest(): Promise<PublishedCheckpoint | undefined> {
    const bytes = await this.files.read(CHECKPOINT_PATH, MAX_CHECKPOINT_BYTES);
    if (bytes === undefined) return undefined;
    try {
      const verifiers = this.keys.map(({ verifier }) => verifier);
      return { ...openCheckpoint(bytes, verifiers), bytes };
    } catch (error) {
      if (!(error instanceof NoteRefused)) throw error;
      const file = join(this.dir, CHECKPOINT_PATH);
      throw new NotaryRefused(
        `the checkpoint ${file} cannot be continued: ${error.message}. Give the key that signed it (both keys, the new one first, to change it), or bring back the checkpoint`,
        { cause: error },
      );
    }
  }

  /**
   * Signs and publishes a tree whose tiles are durable, if `before` is still what is published.
   * @throws NotaryRefused somebody else published meanwhile, or the tree is smaller
   */
  publish(tree: Tree, before: PublishedCheckpoint | undefined): Promise<PublishedCheckpoint> {
    const note = signCheckpoint({ origin: this.origin, ...tree }, this.keys);
    return this.#inTurn(() => this.#replace(before, tree.size, note));
  }

  /**
   * Publishes the same checkpoint with cosignatures; a newer one is left alone. One that all witnesses have cosigned is
   * kept beside it, since the newest may always be one that they have not seen yet.
   */
  async addCosignatures({ size, note, complete }: CosignedCheckpoint): Promise<PublishedCheckpoint | undefined> {
    return this.#inTurn(async () => {
      if (complete) {
        await this.#folder.put(COSIGNED_PATH, note);
        await this.#folder.settle();
      }
      const before = await this.latest();
      return before?.size === size ? this.#replace(before, size, note) : undefined;
    });
  }

  async #replace(
    before: PublishedCheckpoint | undefined,
    size: number,
    note: Uint8Array,
  ): Promise<PublishedCheckpoint> {
    const found = await this.latest();
    // Cosignatures may have come to the same checkpoint meanwhile.
    if (found?.note.text !== before?.note.text) {
      throw new NotaryRefused(
        `somebody else published a checkpoint of ${found?.size ?? 0} entries in ${this.dir}, where one of ${before?.size ?? 0} stood: only one notary may write a log`,
      );
    }
    if (found !== undefined && size < found.size) {
      throw new NotaryRefused(`a checkpoint of ${size} entries must not take the place of one of ${found.size}`);
    }
    await this.#folder.put(CHECKPOINT_PATH, note);
    await this.#folder.settle();
    return {
      ...openCheckpoint(
        note,
        this.keys.map(({ verifier }) => verifier),
      ),
      bytes: note,
    };
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(act);
    this.#writing = turn.catch(() => undefined);
    return turn;
  }
}
