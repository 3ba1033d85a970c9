import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryLedger } from '@tallystick/ledger-store';
import { freePort } from '@tallystick/testing';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fakeReadModels, fakeTables } from '../testing/fake-read-models.fixture.js';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';

interface Asked {
  readonly body: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** Stands in for the ledger service: what is passed to it, and what comes back, is what these tests are about. */
const asked: Asked[] = [];
let answer: (response: ServerResponse) => void;
let ledger: Server;
let projector: TestProjector;

const projectorBefore = (ledgerUrl: string): Promise<TestProjector> => {
  const store = memoryLedger();
  const models = fakeReadModels(fakeTables(), store.ledgerId);
  const openers = { openLedger: async () => store, openReadModels: async () => models };
  return testProjector(openers, { env: { TALLYSTICK_LEDGER_URL: ledgerUrl } });
};

beforeAll(async () => {
  ledger = createServer((request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => {
      asked.push({ method: method!, url: url!, headers, body });
      answer(response);
    });
  });
  ledger.listen(0, '127.0.0.1');
  await once(ledger, 'listening');
  projector = await projectorBefore(`http://127.0.0.1:${(ledger.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await projector.stop();
  ledger.closeAllConnections();
  ledger.close();
});

const answers = (status: number, headers: Record<string, string>, body: string | Buffer) => {
  asked.length = 0;
  answer = (response) => response.writeHead(status, headers).end(body);
};

describe('what the projector passes on to the ledger service', () => {
  it.each([
    '/log/checkpoint',
    '/log/checkpoint?atLeast=7',
    '/log/checkpoint.cosigned',
    '/log/key',
    '/log/tile/0/x001/x234/067',
    '/log/tile/0/000.p/12',
    '/log/tile/entries/000.p/12',
    '/v1/log/proof?source=urn%3Aa%20b&id=%C3%A4%2F1',
    '/v1/receipts?source=s&id=1',
    '/v1/policies',
    '/v1/prices?model=m',
    '/v1/rosters',
  ])('asks %s as it was asked', async (path) => {
    answers(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=1' }, 'as it is');
    const { status, text, headers } = await projector.get(path);
    expect({ status, text }).toEqual({ status: 200, text: 'as it is' });
    expect(headers['cache-control']).toBe('public, max-age=1');
    expect(asked.map(({ method, url }) => [method, url])).toEqual([['GET', path]]);
  });

  it("asks the ledger service's own /v1/system under another name", async () => {
    answers(200, { 'content-type': 'application/json' }, '{}');
    expect((await projector.get('/v1/system/ledger')).status).toBe(200);
    expect(asked.map(({ url }) => url)).toEqual(['/v1/system']);
  });

  it.each([
    '/v1/history',
    '/v1/identities?subject=x',
    '/log/tile/0/000.p/12/../../../../v1/history',
    '/log/tile/%2e%2e/%2e%2e/v1/history',
    '/log/tile/0/000?x=1',
    '/log/tile//evil.example/000',
    '/log/checkpoint/',
    '/log/other',
  ])('does not ask %s', async (path) => {
    answers(200, {}, 'not for here');
    expect((await projector.get(path)).status).toBe(404);
    expect(asked).toEqual([]);
  });

  it.each(['/v1/policies', '/v1/prices', '/v1/rosters', '/log/checkpoint'])('reads only: no POST %s', async (path) => {
    answers(200, {}, 'not for here');
    expect((await projector.post(path, { 'content-type': 'application/json' }, '{}')).status).toBe(404);
    expect(asked).toEqual([]);
  });

  it("carries the caller's credentials, and of the other headers only what the answer depends on", async () => {
    answers(200, { 'content-type': 'text/plain' }, '');
    await projector.get('/v1/prices', {
      authorization: 'Bearer ts_someone',
      'if-none-match': '"1"',
      cookie: 'a=b',
      connection: 'x-other, close',
      'x-other': '1',
      'x-forwarded-for': '10.0.0.1',
      'transfer-encoding': 'chunked',
    });
    const { host, ...headers } = asked[0]!.headers;
    expect(host).toBe(`127.0.0.1:${(ledger.address() as AddressInfo).port}`);
    expect(headers).toMatchObject({ authorization: 'Bearer ts_someone', 'if-none-match': '"1"' });
    for (const name of ['cookie', 'x-other', 'x-forwarded-for']) expect(headers).not.toHaveProperty(name);
  });

  it('carries what a person decides about themselves, to the byte', async () => {
    answers(200, { 'content-type': 'application/json' }, '{"named":true,"position":"7"}');
    const body = '{ "named" : true }';
    const headers = { 'content-type': 'application/json; charset=utf-8', authorization: 'Bearer ts_someone' };
    const answer = await projector.app.inject({ method: 'PUT', url: '/v1/me/naming', headers, payload: body });
    expect([answer.statusCode, answer.json()]).toEqual([200, { named: true, position: '7' }]);
    expect(asked).toMatchObject([{ method: 'PUT', url: '/v1/me/naming', body, headers }]);
    await projector.app.inject({ method: 'PUT', url: '/v1/me/naming' });
    expect(asked).toMatchObject([{}, { method: 'PUT', body: '' }]);
  });

  it('brings back problems with their codes, and no header that is for one connection only', async () => {
    const problem = JSON.stringify({ code: 'forbidden', status: 403, title: 'no' });
    const odd = {
      'set-cookie': 'a=b',
      'keep-alive': 'timeout=9',
      server: 'x',
      'content-security-policy': 'default-src *',
    };
    answers(403, { 'content-type': 'application/problem+json', ...odd }, problem);
    const { status, headers, text } = await projector.get('/v1/log/proof?source=s&id=1');
    expect({ status, text, type: headers['content-type'] }).toEqual({
      status: 403,
      text: problem,
      type: 'application/problem+json',
    });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('keep-alive');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
  });

  it('asks once, also where the answer is 503 with a time to come back', async () => {
    answers(503, { 'content-type': 'application/problem+json', 'retry-after': '1' }, '{"code":"not-caught-up"}');
    const { status, headers } = await projector.get('/v1/log/proof?leafIndex=1');
    expect({ status, again: headers['retry-after'], times: asked.length }).toEqual({
      status: 503,
      again: '1',
      times: 1,
    });
  });

  it('brings nothing of an answer that is larger than any of ours', async () => {
    answers(200, { 'content-type': 'application/octet-stream' }, Buffer.alloc(18 * 1024 * 1024));
    const got = await projector.get('/log/tile/0/000').then(
      ({ text }) => text.length,
      () => 0,
    );
    expect(got).toBeLessThan(18 * 1024 * 1024);
  });

  it('says that the ledger is away when it does not answer', async () => {
    asked.length = 0;
    answer = (response) => response.destroy();
    const cut = await projector.get('/log/checkpoint');
    expect([cut.status, cut.json.code, cut.headers['retry-after']]).toEqual([503, 'ledger-unavailable', '1']);
    const alone = await projectorBefore(`http://127.0.0.1:${await freePort()}`);
    const refused = await alone.get('/v1/prices');
    expect([refused.status, refused.json.code]).toEqual([503, 'ledger-unavailable']);
    expect(refused.headers['content-type']).toBe('application/problem+json');
    await alone.stop();
  });

  it('finds out that it was told to ask itself', async () => {
    const port = await freePort();
    const lost = await projectorBefore(`http://127.0.0.1:${port}`);
    await lost.app.listen(port, '127.0.0.1');
    const { status, json } = await lost.get('/log/key');
    expect([status, json.code]).toEqual([503, 'ledger-unavailable']);
    expect(json.detail).toContain('leads back');
    await lost.stop();
  });
});
