import { VaultUnavailable, type Actor, type IdentityVault } from '../identity-vault.js';
import { newPseudonym } from '../pseudonym.js';
import { assertSubject } from '../subject-check.js';

/**
 * A vault that lives as long as the process: for tests and for trying things out.
 * @param random for simulations, which must be the same each time
 */
export function memoryVault(random?: (bytes: number) => Uint8Array): IdentityVault {
  return new MemoryVault(random);
}

class MemoryVault implements IdentityVault {
  private readonly actors = new Map<string, Actor>();
  private readonly subjects = new Map<Actor, string>();
  private closed = false;

  constructor(private readonly random?: (bytes: number) => Uint8Array) {}

  async pseudonymise(subjects: readonly string[]): Promise<readonly Actor[]> {
    this.assertOpen();
    subjects.forEach(assertSubject);
    return subjects.map((subject) => this.actors.get(subject) ?? this.insert(subject));
  }

  private insert(subject: string): Actor {
    const actor = newPseudonym(this.random);
    this.actors.set(subject, actor);
    this.subjects.set(actor, subject);
    return actor;
  }

  async find(subject: string): Promise<Actor | undefined> {
    this.assertOpen();
    return this.actors.get(subject);
  }

  async resolve(actor: Actor): Promise<string | undefined> {
    this.assertOpen();
    return this.subjects.get(actor);
  }

  async resolveAll(actors: readonly Actor[]): Promise<ReadonlyMap<Actor, string>> {
    this.assertOpen();
    const wanted = new Set(actors);
    return new Map([...this.subjects].filter(([actor]) => wanted.has(actor)));
  }

  async forget(actor: Actor): Promise<boolean> {
    this.assertOpen();
    const subject = this.subjects.get(actor);
    if (subject === undefined) return false;
    this.actors.delete(subject);
    return this.subjects.delete(actor);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.actors.clear();
    this.subjects.clear();
  }

  private assertOpen(): void {
    if (this.closed) throw new VaultUnavailable('the vault is closed');
  }
}
