import { memoryIdentityIndex, type IdentityEntry, type IdentityIndex, type Position } from '@tallystick/ledger-store';

type Write = (index: IdentityIndex) => void;

/**
 * What an instance's identity index leaves behind. The real one is written without fsync, in order: after a crash any
 * beginning of what was written may be there, or nothing.
 */
export class IndexOnDisk {
  #writes: Write[] = [];

  /** Keeps the first writes only. */
  lose(share: number): void {
    this.#writes.length = Math.floor(this.#writes.length * (1 - share));
  }

  open(): IdentityIndex {
    const index = memoryIdentityIndex();
    for (const write of this.#writes) write(index);
    const keep = (write: Write): void => {
      this.#writes.push(write);
      write(index);
    };
    return {
      completeUpTo: () => index.completeUpTo(),
      find: (key) => index.find(key),
      hasConflict: (key, fingerprint) => index.hasConflict(key, fingerprint),
      note: (entries: readonly IdentityEntry[]) => keep((one) => one.note(entries)),
      advance: (entries: readonly IdentityEntry[], completeUpTo: Position) =>
        keep((one) => one.advance(entries, completeUpTo)),
      close: () => Promise.resolve(),
    };
  }
}
