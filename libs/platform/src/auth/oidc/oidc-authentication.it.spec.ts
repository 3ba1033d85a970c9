import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestIssuer } from '@tallystick/testing';
import { SignJWT, UnsecuredJWT } from 'jose';
import { OidcAuthentication } from './oidc-authentication.js';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.stop());

const trusting = (): OidcAuthentication => new OidcAuthentication({ issuer: issuer.url, audience: issuer.audience });
const refusalOf = (oidc: OidcAuthentication, token: string): Promise<unknown> =>
  oidc.callerOf(token).then(
    (caller) => ({ letIn: caller.name }),
    ({ code, detail }: { code: string; detail: string }) => ({ code, detail }),
  );
const unauthenticated = (detail: RegExp) => ({
  code: 'unauthenticated',
  detail: expect.stringMatching(detail),
});

describe('a token of the issuer', () => {
  it('tells the caller: roles, sources, teams, and whom events name so', async () => {
    const token = await issuer.token({
      sub: 'u-7',
      email: 'ada@example.org',
      email_verified: true,
      roles: ['member', 'team-lead', 'owner of another application'],
      teams: ['payments'],
      sources: ['urn:a*'],
    });
    expect(await trusting().callerOf(token)).toEqual({
      name: expect.stringMatching(/^oidc-[0-9a-f]{16}$/),
      roles: new Set(['member', 'team-lead']),
      sources: ['urn:a*'],
      subject: 'ada@example.org',
      teams: ['payments'],
    });
  });

  it.each([
    [
      'its own claims before the common ones',
      { roles: ['admin'], tallystick_roles: ['auditor'] },
      { roles: new Set(['auditor']) },
    ],
    ['a text of roles', { roles: 'auditor member' }, { roles: new Set(['auditor', 'member']) }],
    ['no roles', {}, { roles: new Set(), sources: [], teams: [] }],
    ['roles that are no texts', { roles: [1, null, ['admin'], { admin: true }] }, { roles: new Set() }],
    ['roles that are an object', { roles: { admin: true } }, { roles: new Set() }],
    ['roles in another case', { roles: ['Admin', 'ADMIN ', 'admin\u0000'] }, { roles: new Set() }],
    ['no mail address', {}, { subject: 'u-1' }],
    ['a mail address without a word about it', { email: 'a@b' }, { subject: 'a@b' }],
    ['a mail address that is not verified', { email: 'a@b', email_verified: false }, { subject: 'u-1' }],
    ['one that is not verified, in words', { email: 'a@b', email_verified: 'false' }, { subject: 'u-1' }],
    ['an impossible mail address', { email: 'a\nb' }, { subject: 'u-1' }],
    ['nobody that events could name', { sub: 'x'.repeat(300) }, { subject: null }],
    ['impossible teams', { teams: ['a', '', 7, 'b\u0007', 'x'.repeat(200)] }, { teams: ['a'] }],
  ])('with %s', async (_what, claims, caller) => {
    expect(await trusting().callerOf(await issuer.token(claims))).toMatchObject(caller);
  });

  it('gives the same person the same name each time, and others another', async () => {
    const nameOf = async (sub: string) => (await trusting().callerOf(await issuer.token({ sub }))).name;
    expect(await nameOf('a')).toBe(await nameOf('a'));
    expect(await nameOf('a')).not.toBe(await nameOf('b'));
  });

  it.each(['RS256', 'PS384', 'ES384', 'EdDSA'])('may be signed by %s', async (alg) => {
    const other = await startIssuer({ alg });
    await expect(
      new OidcAuthentication({ issuer: other.url, audience: other.audience }).callerOf(await other.token()),
    ).resolves.toBeDefined();
    await other.stop();
  });
});

describe('nobody is let in', () => {
  it.each<[string, RegExp, () => Promise<string>]>([
    ['an expired token', /has expired/, () => issuer.token({}, { expires: '-1m' })],
    ['a token without end', /has no end/, () => issuer.token({}, { expires: null })],
    ['a token of tomorrow', /not valid yet/, () => issuer.token({ nbf: Math.floor(Date.now() / 1000) + 3_600 })],
    ['another audience', /another audience/, () => issuer.token({}, { audience: 'payroll' })],
    ['no audience', /another audience/, () => issuer.token({}, { audience: null })],
    ['another issuer', /another issuer/, () => issuer.token({}, { issuer: 'https://elsewhere.example' })],
    ['nobody named', /whose it is/, () => issuer.token({ sub: undefined as never })],
    [
      'a key that the issuer does not have',
      /not signed by a key/,
      async () => issuer.token({}, { key: await issuer.strangeKey() }),
    ],
    [
      'a foreign key under a known name',
      /not signed by a key/,
      async () => {
        const kid = JSON.parse(Buffer.from((await issuer.token()).split('.')[0]!, 'base64url').toString())
          .kid as string;
        return issuer.token({}, { key: { ...(await issuer.strangeKey()), kid } });
      },
    ],
    [
      'no signature (alg: none)',
      /not signed by one of RS256/,
      () =>
        Promise.resolve(
          new UnsecuredJWT({ sub: 'u' })
            .setIssuer(issuer.url)
            .setAudience(issuer.audience)
            .setExpirationTime('1h')
            .encode(),
        ),
    ],
    [
      'a shared secret (HS256)',
      /not signed by one of RS256/,
      () =>
        new SignJWT({ sub: 'u', roles: ['admin'] })
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer(issuer.url)
          .setAudience(issuer.audience)
          .setExpirationTime('1h')
          .sign(Buffer.alloc(32, 1)),
    ],
    [
      'a changed payload',
      /not signed by a key/,
      async () => tampered(await issuer.token({ roles: ['member'] }), { roles: ['admin'] }),
    ],
    ['an API key', /no signed token/, () => Promise.resolve(`ts_${'A'.repeat(43)}`)],
    ['three dots', /no signed token/, () => Promise.resolve('...')],
    ['markup', /no signed token/, () => Promise.resolve("<script>alert(1)</script>.'; drop table roles;--.x")],
    [
      'an empty key name',
      /no signed token|not signed/,
      () => Promise.resolve(`${b64({ alg: 'ES256', kid: '' })}.${b64({})}.AAAA`),
    ],
    [
      'an unknown critical header',
      /no signed token/,
      () => Promise.resolve(`${b64({ alg: 'ES256', crit: ['b64x'], b64x: 1 })}.${b64({})}.AAAA`),
    ],
  ])('with %s', async (_what, says, token) => {
    const presented = await token();
    const refusal = await refusalOf(trusting(), presented);
    expect(refusal).toEqual(unauthenticated(says));
    expect(JSON.stringify(refusal)).not.toContain(presented.slice(0, 20));
  });
});

const b64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function tampered(token: string, change: object): string {
  const [header, payload, signature] = token.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return `${header}.${b64({ ...claims, ...change })}.${signature}`;
}
