import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryLedger } from '@tallystick/ledger-store';
import { tempDir, type TempDir } from '@tallystick/testing';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fakeReadModels, fakeTables } from '../testing/fake-read-models.fixture.js';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';
import { PAGES } from './pages.js';

const INDEX = '<!doctype html><title>the page</title>';
const SCRIPT = 'console.log("built")';
let folder: TempDir;
let projector: TestProjector;

beforeAll(async () => {
  folder = await tempDir('dashboard');
  await mkdir(join(folder.path, 'dist/assets'), { recursive: true });
  const files = {
    'index.html': INDEX,
    'theme.js': SCRIPT,
    '.hidden.js': SCRIPT,
    'assets/index-abc.js': SCRIPT,
    'assets/index-abc.js.gz': gzipSync(SCRIPT),
    '../secret.js': SCRIPT,
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder.path, 'dist', name), bytes);
  const ledger = memoryLedger();
  const models = fakeReadModels(fakeTables(), ledger.ledgerId);
  const openers = { openLedger: async () => ledger, openReadModels: async () => models };
  projector = await testProjector(openers, { dashboard: join(folder.path, 'dist') });
});
afterAll(async () => {
  await projector.stop();
  await folder.remove();
});

describe('the dashboard', () => {
  it.each(['/', ...[...PAGES].map((page) => `/${page}`), '/?window=week'])('is one page at %s', async (path) => {
    const { status, headers, text } = await projector.get(path);
    expect({ status, text, type: headers['content-type'] }).toEqual({
      status: 200,
      text: INDEX,
      type: 'text/html; charset=utf-8',
    });
    // A new version must be seen at the next look.
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('has the pages that its own table names', async () => {
    const table = await readFile(join(process.cwd(), 'apps/dashboard/src/layout/pages.ts'), 'utf8');
    const paths = [...table.matchAll(/path: '\/(\w*)'/g)].map(([, path]) => path);
    expect(paths.filter((path) => path !== '').sort()).toEqual([...PAGES].sort());
  });

  it('lets files with a hash in their name be kept for ever, and asks again for the others', async () => {
    const asset = await projector.get('/assets/index-abc.js');
    expect(asset).toMatchObject({ status: 200, text: SCRIPT });
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/javascript; charset=utf-8',
    });
    const file = await projector.get('/theme.js');
    expect(file).toMatchObject({ status: 200, text: SCRIPT });
    expect(file.headers['cache-control']).toBe('no-cache');
    const again = await projector.get('/theme.js', { 'if-none-match': String(file.headers['etag']) });
    expect(again.status).toBe(304);
  });

  it('sends what was compressed while it was built', async () => {
    const request = { method: 'GET', url: '/assets/index-abc.js', headers: { 'accept-encoding': 'gzip' } } as const;
    const { headers, rawPayload } = await projector.app.inject(request);
    expect(headers['content-encoding']).toBe('gzip');
    expect(String(headers['vary']).toLowerCase()).toContain('accept-encoding');
    expect(gunzipSync(rawPayload).toString()).toBe(SCRIPT);
  });

  it.each([
    '/nothing',
    '/assets/nothing-abc.js',
    '/assets/index-abc.js.gz',
    '/assets/..%2Ftheme.js',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.js',
    '/..%2Fsecret.js',
    '/.hidden.js',
    '/assets',
    '/assets/',
    '/usage/',
    '/usage/deeper',
    '/v1',
    '/v1/usage2',
    '/log',
    '/health',
    '/health/nothing',
    '/theme.js%00',
  ])('has nothing at %s', async (path) => {
    const { status, json } = await projector.get(path);
    expect({ status, code: json?.code }).toEqual({ status: 404, code: 'not-found' });
  });

  it.each([
    ['/docs', /text\/html/],
    ['/docs-json', /json/],
    ['/health/live', /json/],
    ['/metrics', /text\/plain/],
    ['/docs/swagger-ui.css', /text\/css/],
  ])('leaves %s alone', async (path, type) => {
    const { status, headers } = await projector.get(path);
    expect(status).toBe(200);
    expect(String(headers['content-type'])).toMatch(type);
  });

  it('trusts nothing but what comes from here, and lets nobody frame it', async () => {
    const { headers } = await projector.get('/');
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'self';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    for (const path of ['/usage', '/theme.js', '/nothing', '/v1/usage', '/docsy', '/health/live']) {
      const other = (await projector.get(path)).headers['content-security-policy'];
      expect(other).toBe(headers['content-security-policy']);
    }
    // The OpenAPI page is not ours.
    expect((await projector.get('/docs')).headers['content-security-policy']).toContain(
      "style-src 'self' 'unsafe-inline'",
    );
  });

  it('says how to build it where it is not built', async () => {
    await rm(join(folder.path, 'dist'), { recursive: true });
    const { status, headers, text } = await projector.get('/');
    expect(status).toBe(503);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(text).toContain('npm run build');
    expect((await projector.get('/assets/index-abc.js')).status).toBe(404);
  });
});
