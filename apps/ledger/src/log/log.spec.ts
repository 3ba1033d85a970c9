import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { soundUsageEvent } from '@tallystick/events/contract';
import { START } from '@tallystick/ledger-store';
import { newApiKey, ROLES, type Role } from '@tallystick/platform';
import { leafHash, openCheckpoint, parseVerifierKey, verifyProofFile } from '@tallystick/transparency';
import { tempDir, type TempDir } from '@tallystick/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';

const SOURCE = String(soundUsageEvent()['source']);
const EVENTS = 300;

let folder: TempDir;
let ledger: InMemoryApp;
const keys = new Map<string, string>();
const get = (url: string, as?: string) =>
  ledger.app.inject({ url, headers: as === undefined ? {} : { authorization: `Bearer ${keys.get(as)}` } });
const codeOf = ({ body }: { readonly body: string }) => (JSON.parse(body) as { code: string }).code;
const ofEvent = (id: string) => `/v1/log/proof?source=${encodeURIComponent(SOURCE)}&id=${id}`;

beforeAll(async () => {
  folder = await tempDir('log-roles');
  const made = [
    ...ROLES.map((role) => ({ name: role as string, roles: [role], sources: role === 'publisher' ? [SOURCE] : [] })),
    { name: 'stranger', roles: ['publisher' as const], sources: ['urn:another'] },
  ].map((one) => ({ name: one.name, ...newApiKey(one) }));
  for (const { name, key } of made) keys.set(name, key);
  const keysFile = join(folder.path, 'keys.json');
  await writeFile(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
  ledger = await inMemoryApp({ env: { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile } });
  const events = Array.from({ length: EVENTS }, (_, n) => ({
    ...soundUsageEvent(),
    time: '2020-01-01T00:00:00Z',
    id: `e${n}`,
  }));
  const answer = await ledger.app.inject({
    method: 'POST',
    url: '/v1/events',
    payload: JSON.stringify(events),
    headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${keys.get('publisher')}` },
  });
  expect(answer.statusCode).toBe(200);
  expect((await get(`/log/checkpoint?atLeast=${EVENTS}`)).statusCode).toBe(200);
});
afterAll(async () => {
  await ledger.app.close();
  await folder.remove();
});

describe('the log over HTTP', () => {
  it('gives everybody its checkpoint, signed by its key, to any page', async () => {
    const checkpoint = await get('/log/checkpoint');
    const key = await get('/log/key');
    const opened = openCheckpoint(checkpoint.rawPayload, [parseVerifierKey(key.body.trim())]);
    expect(opened).toMatchObject({ origin: 'tallystick.local/ledger', size: EVENTS });
    for (const { headers } of [checkpoint, key]) {
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(headers['access-control-allow-origin']).toBe('*');
      expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    }
    expect(checkpoint.headers['cache-control']).toBe('public, max-age=1');
  });

  it('says that a checkpoint is not there yet', async () => {
    const answer = await get(`/log/checkpoint?atLeast=${EVENTS + 1}`);
    expect([answer.statusCode, codeOf(answer), answer.headers['retry-after']]).toEqual([503, 'not-caught-up', '1']);
    for (const wrong of ['-1', 'x', '1.5', '99999999999999999']) {
      expect((await get(`/log/checkpoint?atLeast=${wrong}`)).json()).toMatchObject({
        code: 'invalid-query',
        detail: 'atLeast must be a whole number from 0 to 9007199254740991',
      });
    }
  });

  it('gives everybody its tiles, full ones to keep for ever', async () => {
    const { events } = await ledger.store.readAll({ after: START, limit: 1_000 });
    const full = await get('/log/tile/0/000');
    expect(full.rawPayload).toEqual(Buffer.concat(events.slice(0, 256).map(({ entry }) => leafHash(entry))));
    expect(full.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    });
    const partial = await get(`/log/tile/0/001.p/${EVENTS - 256}`);
    expect(partial.rawPayload).toHaveLength(32 * (EVENTS - 256));
    expect(partial.headers['cache-control']).toBe('public, max-age=60');
  });

  it('gives entries to auditors alone, and to nobody for keeping in a shared cache', async () => {
    const url = '/log/tile/entries/000';
    const { events } = await ledger.store.readAll({ after: START, limit: 1 });
    const entry = Buffer.from(events[0]!.entry);
    const answer = await get(url, 'auditor');
    expect(answer.rawPayload.subarray(0, 2 + entry.length)).toEqual(
      Buffer.concat([Buffer.of(entry.length >> 8, entry.length & 0xff), entry]),
    );
    expect(answer.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect((await get(url)).statusCode).toBe(401);
    for (const role of ROLES) expect((await get(url, role)).statusCode).toBe(role === 'auditor' ? 200 : 403);
    // No other spelling leads to the entries.
    for (const trick of ['/log/tile/x/../entries/000', '/log/tile/%65ntries/000', '/log/tile//entries/000']) {
      expect((await get(trick, 'member')).statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  it.each([
    '0/999',
    '0/0',
    '0/000.p/0',
    '0/000.p/999',
    '9/000',
    '0/../../keys/log.key',
    '0/%2e%2e/%2e%2e/keys/log.key',
    '',
  ])('has no tile %j', async (path) => {
    const answer = await get(`/log/tile/${path}`);
    expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'not-found']);
  });
});

describe('proofs', () => {
  it('are checked offline, with the entry for whoever may see it', async () => {
    const { body } = await get('/log/key');
    const log = parseVerifierKey(body.trim());
    const { events } = await ledger.store.readAll({ after: START, limit: 1_000 });
    for (const [url, as, index, extra] of [
      [ofEvent('e0'), 'publisher', 0, true],
      [ofEvent('e299'), 'auditor', 299, true],
      ['/v1/log/proof?leafIndex=270', 'auditor', 270, true],
      ['/v1/log/proof?leafIndex=270', 'publisher', 270, false],
    ] as const) {
      const answer = await get(url, as);
      expect(answer.statusCode).toBe(200);
      expect(/^extra /m.test(answer.body)).toBe(extra);
      if (!extra) continue;
      const proven = verifyProofFile(answer.rawPayload, [log]);
      expect(proven.checkpoint.size).toBe(EVENTS);
      expect(Buffer.from(proven.entry)).toEqual(Buffer.from(events[index]!.entry));
    }
  });

  it('are refused to whoever may not ask, for what is not there, and for what is not covered yet', async () => {
    expect((await get(ofEvent('e0'))).statusCode).toBe(401);
    const may: readonly Role[] = ['publisher', 'auditor'];
    for (const role of ROLES) expect((await get(ofEvent('e0'), role)).statusCode).toBe(may.includes(role) ? 200 : 403);
    expect(codeOf(await get(ofEvent('e0'), 'stranger'))).toBe('forbidden');
    expect(codeOf(await get(ofEvent('never-sent'), 'auditor'))).toBe('not-found');
    const early = await get(`/v1/log/proof?leafIndex=${EVENTS}`, 'auditor');
    expect([early.statusCode, codeOf(early)]).toEqual([503, 'not-caught-up']);
    for (const wrong of ['', '?source=x', '?id=x', '?leafIndex=-1', '?leafIndex=1&id=x', '?leafindex=1']) {
      expect(codeOf(await get(`/v1/log/proof${wrong}`, 'auditor'))).toBe('invalid-query');
    }
  });

  it('go with receipts, which name the leaf', async () => {
    for (const index of [0, 255, 256, 299]) {
      const answer = await get(`/v1/receipts?source=${encodeURIComponent(SOURCE)}&id=e${index}`, 'publisher');
      expect(JSON.parse(answer.body)).toMatchObject({ leafIndex: index, revision: index });
    }
  });
});
