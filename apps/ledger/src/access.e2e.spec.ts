import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { soundUsageEvent } from '@tallystick/events/contract';
import { startIssuer, tempDir, waitUntil, type TempDir, type TestIssuer } from '@tallystick/testing';
import { startLedger, type LedgerProcess } from './testing/ledger-process.fixture.js';

const ADA = 'ada.lovelace@example.org';
const OFFICER = 'officer@example.org';
const SOURCE = 'urn:test:gateway';

let folder: TempDir;
let issuer: TestIssuer;
let ledger: LedgerProcess;
/** Everything that may not stand in the log. */
const secrets: string[] = [ADA, OFFICER, 'lovelace'];

beforeAll(async () => {
  folder = await tempDir('access');
  issuer = await startIssuer();
  issuer.answers = 'errors';
  ledger = await startLedger(folder.path, {
    TALLYSTICK_AUTH: 'oidc',
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
    LOG_LEVEL: 'trace',
  });
});
afterAll(async () => {
  await ledger.stop();
  await issuer.stop();
  await folder.remove();
});

async function call(
  path: string,
  token: string,
  request: RequestInit = {},
): Promise<{ status: number; body: string; headers: Headers }> {
  secrets.push(token, token.split('.').at(-1)!);
  const headers = { ...(request.headers as object), authorization: `Bearer ${token}` };
  const response = await fetch(ledger.url + path, { ...request, headers });
  return { status: response.status, body: await response.text(), headers: response.headers };
}
const codeOf = async (answer: ReturnType<typeof call>): Promise<unknown[]> => {
  const { status, body } = await answer;
  return [status, (JSON.parse(body) as { code: string }).code];
};
const publish = (token: string, change: object) =>
  call('/v1/events', token, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      ...soundUsageEvent(),
      time: '2020-01-01T00:00:00Z',
      source: SOURCE,
      subject: ADA,
      ...change,
    }),
  });

describe('a ledger whose callers come from an OIDC issuer', () => {
  it('lets nobody in while the issuer is away, answers what is open to everyone, and says why it is not ready', async () => {
    const token = await issuer.token({ roles: ['auditor'] });
    const away = await call('/v1/history', token);
    expect([away.status, JSON.parse(away.body)]).toMatchObject([503, { code: 'not-caught-up' }]);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await call('/health/live', token)).status).toBe(200);
    expect((await call('/health/ready', token)).body).toContain('the OIDC issuer');
    issuer.answers = 'well';
    await waitUntil(async () => (await call('/v1/history', token)).status === 200, { what: 'the issuer’s keys' });
  });

  it('records, tells and forgets as roles and claims allow', async () => {
    const gateway = await issuer.token({ sub: 'svc-1', roles: ['publisher'], sources: [SOURCE] });
    const officer = await issuer.token({ sub: 'u-2', email: OFFICER, roles: ['identity-officer'] });
    const auditor = await issuer.token({ sub: 'u-3', roles: ['auditor'] });
    expect((await publish(gateway, { id: '1' })).body).toContain('"recorded"');
    expect((await publish(gateway, { id: '2', source: 'urn:another' })).body).toContain('"forbidden"');
    expect(await codeOf(publish(auditor, { id: '3' }))).toEqual([403, 'forbidden']);

    const { actor } = JSON.parse((await call(`/v1/identities?subject=${ADA}`, officer)).body) as { actor: string };
    const history = await call('/v1/history', auditor);
    expect(history.body.trimEnd().split('\n')).toHaveLength(2);
    expect(history.body).toContain(`"whose":"${actor}"`);
    expect(history.body).not.toMatch(/lovelace|officer@/);
    const proof = () => call(`/v1/log/proof?${new URLSearchParams({ source: SOURCE, id: '1' })}`, gateway);
    await waitUntil(async () => (await proof()).status === 200, { what: 'a checkpoint over the event' });
    expect((await call(`/v1/identities/${actor}`, officer, { method: 'DELETE' })).status).toBe(204);
    expect(await codeOf(call(`/v1/identities?actor=${actor}`, officer))).toEqual([404, 'not-found']);
    expect((await publish(gateway, { id: '1' })).body).toContain('"duplicate"');
    expect((await call('/v1/history', auditor)).body).toBe(history.body);
    expect((await proof()).status).toBe(200);
    expect((await publish(gateway, { id: '4' })).body).toContain('"recorded"');
    const stranger = JSON.parse((await call(`/v1/identities?subject=${ADA}`, officer)).body) as { actor: string };
    expect(stranger.actor).not.toBe(actor);
  });

  it('refuses forged credentials with a code, and changes nothing', async () => {
    const auditor = await issuer.token({ roles: ['auditor'] });
    const before = await call('/v1/history', auditor);
    const claims = { sub: 'u', roles: ['admin', 'auditor', 'publisher'], sources: ['*'] };
    const whole = { ...claims, iss: issuer.url, aud: issuer.audience, exp: Math.ceil(Date.now() / 1_000) + 3_600 };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const token of [
      `${part({ alg: 'none' })}.${part(whole)}.`,
      await issuer.token(claims, { expires: '-1h' }),
      await issuer.token(claims, { audience: 'payroll' }),
      await issuer.token(claims, { key: await issuer.strangeKey() }),
      `ts_${'A'.repeat(43)}`,
      "'; drop table identity_vault; --".replaceAll(' ', ''),
      'x'.repeat(20_000),
    ]) {
      expect(await codeOf(publish(token, { id: 'forged' }))).toEqual([401, 'unauthenticated']);
    }
    expect((await call('/v1/history', auditor)).body).toBe(before.body);
    const answer = await fetch(`${ledger.url}/v1/history`, { headers: { authorization: 'x'.repeat(40_000) } });
    expect(answer.status).toBe(431);
  });

  it('has said nothing of all this in its log, at its most talkative', () => {
    const log = ledger.stdout() + ledger.stderr();
    expect(log).toContain('"caller":"oidc-');
    expect(log).toContain('a person was forgotten');
    for (const secret of secrets.filter(({ length }) => length > 0)) expect(log).not.toContain(secret);
  });
});
