import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir, type TempDir } from '@tallystick/testing';
import { futureLogKey } from './audited-house.fixture.js';
import { runCli } from './run-cli.fixture.js';

const TOKEN = 'ts_made-up-for-this-test';
let folder: TempDir;
let service: Server;
let url: string;
let key: string;
let seen: { path: string; authorization: string | undefined }[] = [];

/** Stands in for both services, for somebody whose key is not known there. */
beforeAll(async () => {
  folder = await tempDir('token');
  await writeFile(join(folder.path, 'usage.jsonl'), '{"specversion":"1.0"}\n');
  key = (await futureLogKey(folder.path)).text;
  service = createServer((request, reply) => {
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization });
    request.resume().on('end', () => {
      reply
        .writeHead(401, { 'content-type': 'application/problem+json' })
        .end('{"code":"unauthenticated","detail":"x"}');
    });
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
});
afterAll(async () => {
  service.close();
  service.closeAllConnections();
  await folder.remove();
});

describe('TALLYSTICK_TOKEN', () => {
  const usage = () => join(folder.path, 'usage.jsonl');
  it.each<[string, () => string[]]>([
    ['import', () => ['import', '--format', 'cloudevents', usage(), '--to', url]],
    ['rebuild', () => ['rebuild', '--compare', '--to', url]],
    ['prove', () => ['prove', '--source', 'urn:a', '--id', '1', '--out', join(folder.path, 'p'), '--from', url]],
    ['verify', () => ['verify', '--log', `${url}/log`, '--key', key, '--state', folder.path]],
    ['recount', () => ['recount', '--log', `${url}/log`]],
  ])('is sent as Bearer by %s, and never shown', async (_command, args) => {
    const run = await runCli(args(), { TALLYSTICK_TOKEN: TOKEN });
    const asked = seen.filter(({ path }) => !path.startsWith('/health/'));
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${TOKEN}`]));
    expect(run.code).not.toBe(0);
    expect(run.stdout + run.stderr).not.toContain(TOKEN);
  });
});
