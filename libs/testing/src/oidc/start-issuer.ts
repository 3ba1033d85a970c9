import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenWishes {
  /** Signs with this key instead of the present one. */
  readonly key?: IssuerKey;
  /** null leaves the claim out. Times as jose takes them: `-1m`, `2h`. */
  readonly expires?: string | null;
  readonly audience?: string | null;
  readonly issuer?: string;
}

export interface IssuerKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** An OIDC issuer of its own: discovery document and key set over HTTP, tokens signed by real keys. */
export interface TestIssuer {
  readonly url: string;
  readonly audience: string;
  /** Signed by the present key, for an hour, unless wished otherwise. */
  token(claims?: JWTPayload, wishes?: TokenWishes): Promise<string>;
  /** From now on signs with a new key and publishes only that one. */
  rotate(alg?: string): Promise<void>;
  /** A key of the issuer's kind that it does not publish. */
  strangeKey(alg?: string): Promise<IssuerKey>;
  /** What it answers: all is well, errors, or what a test wants it to say. */
  answers: 'well' | 'errors' | { readonly [path: string]: unknown };
  /** How often its keys were asked for. */
  readonly keyRequests: number;
  stop(): Promise<void>;
}

const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/keys';

export async function startIssuer(options: { readonly alg?: string } = {}): Promise<TestIssuer> {
  let present = await newKey(options.alg ?? 'ES256');
  const audience = 'tallystick';
  const server = createServer((request, reply) => {
    if (request.url === KEYS) issuer.keyRequests++;
    const said =
      typeof issuer.answers === 'object' && request.url! in issuer.answers
        ? issuer.answers[request.url!]
        : { [DISCOVERY]: { issuer: url, jwks_uri: `${url}${KEYS}` }, [KEYS]: { keys: [present.publicJwk] } }[
            request.url!
          ];
    const status = issuer.answers === 'errors' ? 503 : said === undefined ? 404 : 200;
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(typeof said === 'string' ? said : JSON.stringify(said ?? {}));
  });
  const url = await listening(server);
  const issuer = {
    url,
    audience,
    answers: 'well' as TestIssuer['answers'],
    keyRequests: 0,
    token(claims: JWTPayload = {}, wishes: TokenWishes = {}): Promise<string> {
      const { key = present, expires = '1h', audience: meant = audience, issuer: by = url } = wishes;
      const token = new SignJWT({ sub: 'u-1', ...claims })
        .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
        .setIssuedAt()
        .setIssuer(by);
      if (meant !== null) token.setAudience(meant);
      if (expires !== null) token.setExpirationTime(expires);
      return token.sign(key.privateKey);
    },
    async rotate(alg = present.alg) {
      present = await newKey(alg);
    },
    strangeKey: (alg = present.alg) => newKey(alg),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return issuer;
}

let keys = 0;
async function newKey(alg: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = `key-${keys++}`;
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
