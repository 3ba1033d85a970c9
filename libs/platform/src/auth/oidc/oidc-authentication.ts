import { errors, jwtVerify } from 'jose';
import { Problem } from '../../errors/problem.js';
import type { Caller } from '../caller.js';
import { callerOfClaims } from './caller-of-claims.js';
import { IssuerKeys, IssuerUnavailable } from './issuer-keys.js';
import { OIDC_LIMITS, type OidcLimits } from './oidc-limits.js';

/** Signatures that only the issuer can make. Neither `none` nor HS*, where whoever can check can also sign. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
}

/** Tells callers by the tokens (JWT) of one OIDC issuer. */
export class OidcAuthentication {
  readonly #keys: IssuerKeys;

  constructor(
    private readonly settings: OidcSettings,
    private readonly limits: OidcLimits = OIDC_LIMITS,
    clock?: () => number,
  ) {
    this.#keys = new IssuerKeys(settings.issuer, limits, clock);
  }

  /**
   * @throws Problem unauthenticated, with what is wrong with the token but nothing of what it says
   * @throws Problem not-caught-up the issuer cannot be asked: nobody is let in, and nobody is told that they are unknown
   */
  async callerOf(token: string): Promise<Caller> {
    try {
      const { payload } = await jwtVerify(token, (header, input) => this.#keys.keyOf(header, input), {
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: this.limits.clockToleranceSeconds,
      });
      return callerOfClaims(payload, this.limits.maxListEntries);
    } catch (error) {
      if (error instanceof IssuerUnavailable) {
        const detail = 'the issuer of the tokens cannot be asked for its keys at the moment; send the same again';
        throw new Problem('not-caught-up', detail, { retryAfterSeconds: 5, cause: error });
      }
      if (error instanceof errors.JOSEError) throw new Problem('unauthenticated', `the token ${faultOf(error)}`);
      throw error;
    }
  }

  /** null when tokens can be checked, else why not. */
  reason(): Promise<string | null> {
    return this.#keys.reason();
  }
}

/** Words of our own: the library's may quote the token. */
function faultOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return CLAIM_FAULTS[error.claim] ?? 'has a claim that is wrong';
  if (error instanceof errors.JOSEAlgNotAllowed) return `is not signed by one of ${ALGORITHMS.join(', ')}`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return NOT_THE_ISSUERS;
  if (error instanceof errors.JWKSNoMatchingKey) return NOT_THE_ISSUERS;
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'does not say by which of the keys it is signed (kid)';
  return 'is no signed token (JWT) of the issuer';
}

const NOT_THE_ISSUERS = 'is not signed by a key of the issuer';
const CLAIM_FAULTS: Readonly<Record<string, string>> = {
  aud: 'is meant for another audience',
  iss: 'comes from another issuer',
  exp: 'has no end (exp)',
  nbf: 'is not valid yet',
  sub: 'does not say whose it is (sub)',
};
