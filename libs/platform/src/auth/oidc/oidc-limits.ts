/** What asking the issuer may cost. None is a setting. */
export const OIDC_LIMITS = {
  /** One question to the issuer. */
  timeoutMs: 5_000,
  /** The issuer's description and its key set are a few KB. */
  maxAnswerBytes: 1024 * 1024,
  /** After a failure nobody asks again for so long: a storm of requests must not become a storm at the issuer. */
  pauseAfterFailureMs: 2_000,
  /** A token with an unknown key has the keys fetched again, at most this often. */
  unknownKeyCooldownMs: 30_000,
  /** Keys older than this are fetched again in the background, ... */
  renewAfterMs: 10 * 60_000,
  /** ... and are believed for so long while the issuer is away. */
  believedMs: 60 * 60_000,
  /** How far the clocks may differ. */
  clockToleranceSeconds: 30,
  /** Entries of a claim that is a list. */
  maxListEntries: 500,
} as const;
export type OidcLimits = { readonly [Name in keyof typeof OIDC_LIMITS]: number };
