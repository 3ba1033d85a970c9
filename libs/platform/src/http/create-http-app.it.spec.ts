import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpException, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsIn, IsOptional, Length } from 'class-validator';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Allow, AllowEveryone, CurrentCaller } from '../auth/allow.js';
import { newApiKey } from '../auth/api-keys.js';
import { ROLES, type Caller, type Role } from '../auth/caller.js';
import { Problem } from '../errors/problem.js';
import { ReadinessChecks } from '../health/readiness.js';
import { loadSettings } from '../settings/load-settings.js';
import { createHttpApp } from './create-http-app.js';
import { endpointsOf } from './every-endpoint-declares.js';

class ColourQuery {
  @IsOptional()
  @IsIn(['red', 'blue'])
  colour?: string;
}
class NamePath {
  @Length(1, 5)
  name!: string;
}

@Controller('try')
class TryController {
  @Post('bytes')
  @Allow('publisher')
  bytes(@Body() body: Buffer): { bytes: number } {
    return { bytes: body.length };
  }
  @Get('colour')
  @Allow('member', 'auditor')
  colour(@Query() query: ColourQuery): ColourQuery {
    return query;
  }
  @Get('name/:name')
  @Allow('admin')
  name(@Param() path: NamePath, @CurrentCaller() caller: Caller): { name: string; caller: string } {
    return { name: path.name, caller: caller.name };
  }
  @Get('open')
  @AllowEveryone()
  open(): { ok: true } {
    return { ok: true };
  }
  @Get('problem')
  @AllowEveryone()
  problem(): never {
    throw new Problem('group-too-small', 'only four people', { field: 'team' });
  }
  @Get('busy')
  @AllowEveryone()
  busy(): never {
    throw new Problem('intake-full', 'come back', { retryAfterSeconds: 7 });
  }
  @Get('broken')
  @AllowEveryone()
  broken(): never {
    throw new Error('password is hunter2 of ada@example.org');
  }
  @Get('teapot')
  @AllowEveryone()
  teapot(): never {
    throw new HttpException('short and stout', 418);
  }
}
@Module({ controllers: [TryController] })
class TryModule {}

@Controller('silent')
class SilentController {
  @Get()
  nobodySaidWho(): string {
    return 'secret';
  }
}
@Module({ controllers: [SilentController] })
class SilentModule {}

const service = { name: 'try', title: 'Try', description: 'For tests', version: '0' };
const dir = mkdtempSync(join(tmpdir(), 'tallystick-http-'));
const keys = Object.fromEntries(ROLES.map((role) => [role, newApiKey({ name: role, roles: [role], sources: ['*'] })]));
const keyOf = (role: Role): string => keys[role]!.key;
const bearer = (role: Role) => ({ authorization: `Bearer ${keyOf(role)}` });
let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const keysFile = join(dir, 'keys.json');
  writeFileSync(keysFile, JSON.stringify(Object.values(keys).map(({ entry }) => entry)), { mode: 0o600 });
  const env = { LOG_LEVEL: 'silent', TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile };
  app = await createHttpApp(TryModule, service, loadSettings(env, { workingDir: dir }));
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  rmSync(dir, { recursive: true });
});

describe('who may call what', () => {
  const cells = (['bytes', 'colour', 'name/ada', 'open'] as const).flatMap((path) =>
    [null, ...ROLES].map((role) => ({ path, role })),
  );
  /** Written by hand from the decorators' meaning, so that the guard is not checked against itself. */
  const allowed: Record<string, readonly (Role | null)[]> = {
    bytes: ['publisher'],
    colour: ['member', 'auditor'],
    'name/ada': ['admin'],
    open: [null, ...ROLES],
  };
  it.each(cells)('$path by $role', async ({ path, role }) => {
    const answer = await app.inject({
      method: path === 'bytes' ? 'POST' : 'GET',
      url: `/try/${path}`,
      headers: { ...(role === null ? {} : bearer(role)), ...(path === 'bytes' ? { 'content-type': 'text/x' } : {}) },
      ...(path === 'bytes' ? { payload: 'abc' } : {}),
    });
    if (allowed[path]!.includes(role)) {
      expect(answer.statusCode).toBeLessThan(300);
    } else {
      expect(answer.statusCode).toBe(role === null ? 401 : 403);
      expect(answer.json()).toMatchObject({ code: role === null ? 'unauthenticated' : 'forbidden' });
      expect(answer.headers['www-authenticate']).toBe(role === null ? 'Bearer' : undefined);
    }
  });

  it('is declared for every endpoint, those of the platform too, and stands in the OpenAPI', async () => {
    const endpoints = endpointsOf(app);
    expect(endpoints.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['HealthController.live', 'HealthController.ready', 'MetricsController.metrics']),
    );
    expect(endpoints.filter(({ allowed: who }) => who === undefined)).toEqual([]);
    const openApi = (await app.inject('/docs-json')).json<{ paths: Record<string, Record<string, object>> }>();
    expect(openApi.paths['/try/colour']!['get']).toMatchObject({ 'x-roles': ['member', 'auditor'] });
  });

  it('must be declared, or the service does not start', async () => {
    const settings = loadSettings({ LOG_LEVEL: 'silent' }, { workingDir: dir });
    await expect(createHttpApp(SilentModule, service, settings)).rejects.toThrow(/SilentController\.nobodySaidWho/);
  });

  it('keeps the metrics from those who hold no key, and the health from nobody', async () => {
    expect((await app.inject('/metrics')).statusCode).toBe(401);
    expect((await app.inject({ url: '/metrics', headers: bearer('member') })).statusCode).toBe(403);
    const metrics = await app.inject({ url: '/metrics', headers: bearer('auditor') });
    expect(metrics.body).toMatch(/^tallystick_http_request_duration_seconds_count\{.*\} \d+$/m);
    expect((await app.inject('/health/live')).json()).toEqual({ status: 'live' });
  });
});

describe('errors', () => {
  const auditor = bearer('auditor');
  it.each([
    ['GET', '/nowhere', 404, 'not-found', undefined],
    ['PUT', '/try/open', 404, 'not-found', undefined],
    ['GET', '/try/%zz', 400, 'invalid-query', undefined],
    ['GET', `/try/name/${'x'.repeat(600)}`, 400, 'invalid-query', undefined],
    ['GET', '/try/colour?colour=green', 400, 'invalid-query', 'colour'],
    ['GET', '/try/colour?colour=red&colour=blue', 400, 'invalid-query', 'colour'],
    ['GET', '/try/colour?color=red', 400, 'invalid-query', 'color'],
    ['GET', '/try/colour?__proto__=red', 400, 'invalid-query', '__proto__'],
    ['GET', '/try/problem', 403, 'group-too-small', 'team'],
    ['GET', '/try/teapot', 400, 'invalid-query', undefined],
  ] as const)('%s %s answers %d %s', async (method, url, status, code, field) => {
    const answer = await app.inject({ method, url, headers: auditor });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const body = answer.json<Record<string, unknown>>();
    expect(body).toEqual({
      type: `urn:tallystick:error:${code}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code,
      ...(field === undefined ? {} : { field }),
    });
    expect(answer.statusCode).toBe(status);
  });

  it('of the inside say nothing of the inside', async () => {
    const answer = await app.inject('/try/broken');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'internal' });
    expect(answer.body).not.toMatch(/hunter2|ada@|at /);
  });

  it('that pass say when to come back', async () => {
    const answer = await app.inject('/try/busy');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '7']);
  });
});

describe('bodies', () => {
  const post = (body: Buffer, headers: Record<string, string>): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', method: 'POST', path: '/try/bytes', headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode!, body: text }));
      });
      outgoing.on('error', reject).end(body);
    });
  const publisher = { ...bearer('publisher'), 'content-type': 'application/json' };
  const limit = 4 * 1024 * 1024;

  it('arrive whole up to 4 MiB, with and without a stated length', async () => {
    for (const chunked of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await post(Buffer.alloc(limit), { ...publisher, ...(chunked as Record<string, string>) });
      expect(answer).toEqual({ status: 201, body: JSON.stringify({ bytes: limit }) });
    }
  });

  it('over the limit get an answer that the sender can read', async () => {
    for (const bytes of [limit + 1, 5_000_000, 12_000_000]) {
      const answer = await post(Buffer.alloc(bytes), publisher);
      expect(answer.status).toBe(413);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'payload-too-large', status: 413 });
    }
  });

  it('of unknown senders are not kept', async () => {
    const answer = await post(Buffer.alloc(5_000_000), { 'content-type': 'application/json' });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  it('of a malformed content type are refused', async () => {
    const answer = await post(Buffer.from('x'), { ...publisher, 'content-type': 'no type' });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'unsupported-media-type', status: 415 });
  });
});

describe('bytes that are no request', () => {
  const send = async (bytes: string): Promise<string> => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.write(bytes);
    await once(socket, 'close');
    return answer;
  };

  it('get a clear answer and lose the connection', async () => {
    const answer = await send('\u0000\u0001 hello\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*\r\ncontent-type: application\/problem\+json/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ code: 'invalid-query', status: 400 });
  });

  it('are refused when the headers are too large', async () => {
    const answer = await send(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('readiness', () => {
  it('names every check that fails, also those that throw or hang', async () => {
    const checks = new ReadinessChecks();
    checks.add('good', () => null);
    expect(await checks.run()).toEqual({ ready: true, reasons: [], remarks: [] });
    checks.add('bad', () => 'the disk is full');
    checks.add('worse', () => {
      throw new TypeError('secret inside');
    });
    checks.add('silent', () => new Promise(() => undefined));
    expect(await checks.run()).toEqual({
      ready: false,
      reasons: [
        { check: 'bad', reason: 'the disk is full' },
        { check: 'worse', reason: 'the check itself failed: TypeError' },
        { check: 'silent', reason: 'no answer within 2000 ms' },
      ],
      remarks: [],
    });
    checks.drain();
    expect((await checks.run()).reasons).toEqual([{ check: 'shutdown', reason: 'the service is shutting down' }]);
  });

  it('stays ready while something is away that the service can do without, and says so', async () => {
    const checks = new ReadinessChecks();
    let reason: string | null = null;
    checks.addRemark('ornament', () => reason);
    expect(await checks.run()).toEqual({ ready: true, reasons: [], remarks: [] });
    reason = 'it is away';
    expect(await checks.run()).toEqual({ ready: true, reasons: [], remarks: [{ check: 'ornament', reason }] });
  });
});
