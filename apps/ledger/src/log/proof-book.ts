import { eventKeyOf } from '@tallystick/events';
import { Problem } from '@tallystick/platform';
import {
  encodeProofFile,
  leafHash,
  readEntries,
  TILE_WIDTH,
  verifyInclusion,
  widthInTree,
} from '@tallystick/transparency';
import type { LeafIndex } from '@tallystick/transparency';
import type { PublishedCheckpoint, PublishedLog } from '../notary/index.js';
import type { FirstEvent } from '../receipts/first-event.js';
import type { Checkpoints } from './checkpoints.js';
import type { LeafIndexes } from './leaf-indexes.js';

/** Proof files: an entry's place under a signed root. Every one is checked before it is handed out. */
export class ProofBook {
  constructor(
    private readonly first: FirstEvent,
    private readonly indexes: LeafIndexes,
    private readonly checkpoints: Checkpoints,
    private readonly log: PublishedLog,
  ) {}

  /** Of the first event of this identity: the one that counts. @throws Problem not-found, not-caught-up */
  async ofUsage(source: string, id: string): Promise<Uint8Array> {
    const event = await this.first.find(eventKeyOf(source, id));
    if (event === undefined) throw new Problem('not-found', 'the ledger holds no usage event of this source and id');
    const checkpoint = await this.checkpoints.latest();
    const index = await this.indexes.of(event.position, checkpoint.size);
    if (index === undefined) throw this.checkpoints.notYet('the event is not under a signed checkpoint yet; ask again');
    return this.#prove(index, checkpoint, event.entry, true);
  }

  /** @param withEntry whether the caller may see the entry itself. @throws Problem not-caught-up */
  async ofLeaf(index: LeafIndex, withEntry: boolean): Promise<Uint8Array> {
    const checkpoint = await this.checkpoints.latest();
    if (index >= checkpoint.size) {
      throw this.checkpoints.notYet(
        `leaf ${index} is not under the checkpoint of ${checkpoint.size} entries; ask again`,
      );
    }
    const bundle = Math.floor(index / TILE_WIDTH);
    const entries = await readEntries(this.log.files, bundle, widthInTree('entries', bundle, checkpoint.size));
    return this.#prove(index, checkpoint, entries[index % TILE_WIDTH] as Uint8Array, withEntry);
  }

  async #prove(
    index: LeafIndex,
    checkpoint: PublishedCheckpoint,
    entry: Uint8Array,
    withEntry: boolean,
  ): Promise<Uint8Array> {
    const { size, root, bytes } = checkpoint;
    const proof = await this.log.nodes.inclusionProof(index, size);
    if (!verifyInclusion({ index, size, root, proof, leaf: leafHash(entry) })) {
      throw new Error(
        `the log does not prove its entry ${index} under the checkpoint of ${size}: ledger or tiles were changed`,
      );
    }
    return encodeProofFile({ index, hashes: proof, checkpoint: bytes, ...(withEntry ? { extra: entry } : {}) });
  }
}
