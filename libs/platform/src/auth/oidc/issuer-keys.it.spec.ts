import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startIssuer, type TestIssuer } from '@tallystick/testing';
import { createServer } from 'node:http';
import { OIDC_LIMITS, type OidcLimits } from './oidc-limits.js';
import { OidcAuthentication } from './oidc-authentication.js';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterEach(() => {
  issuer.answers = 'well';
});
afterAll(() => issuer.stop());

const trusting = (limits: Partial<OidcLimits> = {}, clock?: () => number): OidcAuthentication =>
  new OidcAuthentication({ issuer: issuer.url, audience: issuer.audience }, { ...OIDC_LIMITS, ...limits }, clock);
const refusalOf = (oidc: OidcAuthentication, token: string): Promise<unknown> =>
  oidc.callerOf(token).then(
    (caller) => ({ letIn: caller.name }),
    ({ code, detail }: { code: string; detail: string }) => ({ code, detail }),
  );
const unauthenticated = (detail: RegExp) => ({
  code: 'unauthenticated',
  detail: expect.stringMatching(detail),
});
const away = { code: 'not-caught-up', detail: expect.stringMatching(/cannot be asked/) };

describe('the issuer’s keys', () => {
  it('are fetched once for many tokens, and again for a key that is new', async () => {
    const oidc = trusting({ unknownKeyCooldownMs: 0 });
    const before = issuer.keyRequests;
    const old = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => oidc.callerOf(old)));
    expect(issuer.keyRequests).toBe(before + 1);
    await issuer.rotate();
    await oidc.callerOf(await issuer.token());
    expect(issuer.keyRequests).toBe(before + 2);
    expect(await refusalOf(oidc, old)).toEqual(unauthenticated(/not signed by a key/));
  });

  it('are not fetched for each token with a key that nobody knows', async () => {
    const oidc = trusting();
    await oidc.callerOf(await issuer.token());
    const before = issuer.keyRequests;
    const strange = await issuer.token({}, { key: await issuer.strangeKey() });
    for (let n = 0; n < 20; n++) expect(await refusalOf(oidc, strange)).toEqual(unauthenticated(/not signed/));
    expect(issuer.keyRequests).toBe(before);
  });

  it('are renewed in the background, and believed while the issuer is away, for a time', async () => {
    let aheadMs = 0;
    const oidc = trusting({ believedMs: 60_000, renewAfterMs: 10_000 }, () => Date.now() + aheadMs);
    const token = await issuer.token();
    await oidc.callerOf(token);
    const before = issuer.keyRequests;
    issuer.answers = 'errors';
    aheadMs = 20_000;
    await oidc.callerOf(token);
    await oidc.reason();
    expect(await oidc.reason()).toBeNull();
    issuer.answers = 'well';
    aheadMs = 40_000;
    while (issuer.keyRequests < before + 2) await oidc.callerOf(token);
  });

  it('that cannot be had let nobody in, tell nobody that they are unknown, and come back', async () => {
    let nowMs = Date.now();
    issuer.answers = 'errors';
    const oidc = trusting({}, () => nowMs);
    const token = await issuer.token();
    expect(await refusalOf(oidc, token)).toEqual(away);
    expect(await oidc.reason()).toMatch(/OIDC issuer cannot be had: .*(503|moment ago)/);
    issuer.answers = 'well';
    expect(await refusalOf(oidc, token)).toEqual(away); // nobody asks again at once
    nowMs += OIDC_LIMITS.pauseAfterFailureMs;
    await oidc.callerOf(token);
    expect(await oidc.reason()).toBeNull();
  });

  it.each<[string, object]>([
    ['another issuer’s name', { issuer: 'https://elsewhere.example' }],
    ['keys over bare http elsewhere', { jwks_uri: 'http://elsewhere.example/keys' }],
    ['no keys', { jwks_uri: undefined }],
    ['keys in a file', { jwks_uri: 'file:///etc/passwd' }],
  ])('are not taken from a discovery document with %s', async (_what, change) => {
    const sound = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` };
    issuer.answers = { '/.well-known/openid-configuration': { ...sound, ...change } };
    expect(await refusalOf(trusting(), await issuer.token())).toEqual(away);
  });

  it.each<[string, unknown]>([
    ['no JSON', '<html>'],
    ['no key set', { keys: 'none' }],
    ['endless', 'x'.repeat(2 * 1024 * 1024)],
  ])('are not taken from an answer that is %s', async (_what, answer) => {
    issuer.answers = { '/keys': answer };
    expect(await refusalOf(trusting(), await issuer.token())).toEqual(away);
  });

  it('answers that never come are not waited for', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const url = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
    const oidc = new OidcAuthentication({ issuer: url, audience: 'a' }, { ...OIDC_LIMITS, timeoutMs: 50 });
    expect(await refusalOf(oidc, await issuer.token())).toEqual(away);
    silent.closeAllConnections();
    silent.close();
  });
});
