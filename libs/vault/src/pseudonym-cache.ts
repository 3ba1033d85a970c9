import { LRUCache } from 'lru-cache';
import type { Actor } from './identity-vault.js';

/** About 10 MB of names and pseudonyms. */
const MAX_CACHED_SUBJECTS = 50_000;

/** Pseudonyms of one generation of the vault. A person forgotten anywhere begins a new generation and so empties it. */
export class PseudonymCache {
  private readonly actors = new LRUCache<string, Actor>({ max: MAX_CACHED_SUBJECTS });
  private generation: string | undefined;

  /** Call with the generation that was read before anything that is then cached. */
  begin(generation: string): void {
    if (generation === this.generation) return;
    this.actors.clear();
    this.generation = generation;
  }

  get(subject: string): Actor | undefined {
    return this.actors.get(subject);
  }

  set(subject: string, actor: Actor): void {
    this.actors.set(subject, actor);
  }

  clear(): void {
    this.actors.clear();
  }
}
