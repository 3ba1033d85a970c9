/** Random pseudonym: `p_` + 16 base32 characters (RFC 4648, lower case). Says nothing about the person. */
export type Actor = string;

/** The identity vault: the only place where a subject and its pseudonym stand together. Outside the ledger, deletable. */
export interface IdentityVault {
  /**
   * The pseudonym of each subject, in order; unknown subjects get a new one. Insert-if-absent: two processes that ask at
   * once get the same answer. Durable when it resolves. Cached pseudonyms are checked against the vault's generation.
   * @throws VaultUnavailable nothing may be recorded for these subjects now
   */
  pseudonymise(subjects: readonly string[]): Promise<readonly Actor[]>;
  /** Looks up without creating. */
  find(subject: string): Promise<Actor | undefined>;
  /** The subject behind a pseudonym. */
  resolve(actor: Actor): Promise<string | undefined>;
  /** The subjects behind many pseudonyms, by one look-up; those that are nobody's are left out. As of now, never cached. */
  resolveAll(actors: readonly Actor[]): Promise<ReadonlyMap<Actor, string>>;
  /** Deletes the person's row and compacts the store; true when there was one. All processes' caches drop it. */
  forget(actor: Actor): Promise<boolean>;
  close(): Promise<void>;
}

export class VaultUnavailable extends Error {
  override readonly name = 'VaultUnavailable';
}

/** The folder or database holds something that this program must not open as its vault: says what and what to do. */
export class VaultRefused extends Error {
  override readonly name = 'VaultRefused';
}
