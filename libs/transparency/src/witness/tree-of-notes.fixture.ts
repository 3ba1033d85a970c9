import { signCheckpoint } from '../checkpoint/open-checkpoint.js';
import { consistencyRanges } from '../merkle/consistency-proof.js';
import { leafHash, treeSize, type Hash } from '../merkle/hash.js';
import { rootOfHashes } from '../merkle/root-of-hashes.js';
import { newSigningKey, type SigningKey } from '../notes/signing-key.js';

/** A log that lives in memory, of leaves `<name> 0`, `<name> 1` ...; two names are two histories. */
export class TreeOfNotes {
  constructor(
    readonly key: SigningKey = newSigningKey({ name: 'log.example/one' }),
    private readonly leaves: (index: number) => string = (index) => `entry ${index}`,
  ) {}

  root = (size: number): Hash => this.#over(0, size);

  checkpoint = (size: number): Uint8Array =>
    signCheckpoint({ origin: this.key.verifier.name, size: treeSize(size), root: this.root(size) }, [this.key]);

  consistencyProof = async (oldSize: number, size: number): Promise<Hash[]> =>
    consistencyRanges(treeSize(oldSize), treeSize(size)).map(({ begin, end }) => this.#over(begin, end));

  #over(begin: number, end: number): Hash {
    const hashes = Array.from({ length: end - begin }, (_, i) => leafHash(Buffer.from(this.leaves(begin + i))));
    return rootOfHashes(Buffer.concat(hashes));
  }
}
