import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type CryptoKey,
  type FetchImplementation,
  type FlattenedJWSInput,
  type JWSHeaderParameters,
} from 'jose';
import { issuerFetch } from './issuer-fetch.js';
import { isTrustworthyUrl } from './issuer-url.js';
import type { OidcLimits } from './oidc-limits.js';

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** The issuer's keys cannot be had: nobody can be told apart at the moment. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}

/**
 * The public keys of one OIDC issuer: found by its discovery document, fetched when first needed and when a token names
 * an unknown one, renewed in the background, and believed for a bounded time while the issuer is away.
 */
export class IssuerKeys {
  readonly #fetch: FetchImplementation;
  #found: Promise<KeySet> | undefined;
  #fetchedAtMs = -Infinity;

  constructor(
    private readonly issuer: string,
    private readonly limits: OidcLimits,
    private readonly clock: () => number = Date.now,
  ) {
    this.#fetch = issuerFetch(limits, clock);
  }

  /**
   * The key that a token says it is signed with.
   * @throws IssuerUnavailable
   * @throws errors.JOSEError the token names no key of the issuer
   */
  async keyOf(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    try {
      const keys = await this.#keySet();
      this.#renew(keys);
      return await keys(header, token);
    } catch (error) {
      if (TOKENS_FAULT.some((kind) => error instanceof kind)) throw error;
      throw unavailable(error);
    }
  }

  /** null when keys are at hand, else why not. Fetches them where they were never needed yet. */
  async reason(): Promise<string | null> {
    try {
      const keys = await this.#keySet();
      if (!keys.fresh) await keys.reload();
      return null;
    } catch (error) {
      return unavailable(error).message;
    }
  }

  #keySet(): Promise<KeySet> {
    this.#found ??= this.#discover().catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  async #discover(): Promise<KeySet> {
    const signal = AbortSignal.timeout(this.limits.timeoutMs);
    const headers = new Headers({ accept: 'application/json' });
    const address = `${this.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await this.#fetch(address, { method: 'GET', headers, signal, redirect: 'manual' });
    const { issuer, jwks_uri: keysUrl } = (await response.json()) as Record<string, unknown>;
    if (issuer !== this.issuer) throw new Error('its discovery document names another issuer');
    if (typeof keysUrl !== 'string' || !isTrustworthyUrl(keysUrl)) {
      throw new Error('its discovery document names no https address of its keys');
    }
    return createRemoteJWKSet(new URL(keysUrl), {
      timeoutDuration: this.limits.timeoutMs,
      cooldownDuration: this.limits.unknownKeyCooldownMs,
      cacheMaxAge: this.limits.believedMs,
      [customFetch]: async (url, options) => {
        const answer = await this.#fetch(url, options);
        this.#fetchedAtMs = this.clock();
        return answer;
      },
    });
  }

  /**
   * Not awaited: keys that are still believed answer meanwhile. A failure is nobody's here; it is tried again with a next
   * request, and told (503, readiness) to the first who needs a key when these are believed no more.
   */
  #renew(keys: KeySet): void {
    if (!keys.fresh || keys.reloading || this.clock() - this.#fetchedAtMs < this.limits.renewAfterMs) return;
    void keys.reload().catch(() => undefined);
  }
}

const TOKENS_FAULT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

function unavailable(error: unknown): IssuerUnavailable {
  const reason = error instanceof Error ? error.message : String(error);
  return new IssuerUnavailable(`the keys of the OIDC issuer cannot be had: ${reason}`, { cause: error });
}
