import type { IdentityEntry, IdentityIndex } from '../port/identity-index.js';
import { START, type Position } from '../port/ledger-store.js';

/** An identity index that is rebuilt at every start. */
export function memoryIdentityIndex(): IdentityIndex {
  return new MemoryIdentityIndex();
}

class MemoryIdentityIndex implements IdentityIndex {
  private readonly firsts = new Map<string, { position: Position; fingerprint: Uint8Array }>();
  private readonly conflicts = new Set<string>();
  private complete: Position = START;

  completeUpTo(): Position {
    return this.complete;
  }

  find(key: Uint8Array): { readonly position: Position; readonly fingerprint: Uint8Array } | undefined {
    return this.firsts.get(text(key));
  }

  hasConflict(key: Uint8Array, fingerprint: Uint8Array): boolean {
    return this.conflicts.has(text(key) + text(fingerprint));
  }

  note(entries: readonly IdentityEntry[]): void {
    for (const { key, fingerprint, position, kind } of entries) {
      if (kind === 'conflicted') {
        this.conflicts.add(text(key) + text(fingerprint));
        continue;
      }
      const known = this.firsts.get(text(key));
      if (known === undefined || position < known.position) {
        this.firsts.set(text(key), { position, fingerprint: Uint8Array.from(fingerprint) });
      }
    }
  }

  advance(entries: readonly IdentityEntry[], completeUpTo: Position): void {
    this.note(entries);
    if (completeUpTo > this.complete) this.complete = completeUpTo;
  }

  async close(): Promise<void> {
    this.firsts.clear();
    this.conflicts.clear();
  }
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
