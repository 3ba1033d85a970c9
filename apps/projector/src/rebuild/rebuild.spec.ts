import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { memoryLedger } from '@tallystick/ledger-store';
import type { Rebuilt, RebuildOptions } from '@tallystick/read-models';
import { waitUntil } from '@tallystick/testing';
import { fakeReadModels, fakeTables } from '../testing/fake-read-models.fixture.js';
import { testProjector, type TestProjector } from '../testing/test-projector.fixture.js';

let projector: TestProjector;
const started: RebuildOptions[] = [];
let end: PromiseWithResolvers<Rebuilt>;

beforeAll(async () => {
  const ledger = memoryLedger();
  const models = fakeReadModels(fakeTables(), ledger.ledgerId);
  models.rebuild = (options) => {
    started.push(options);
    end = Promise.withResolvers();
    return end.promise;
  };
  projector = await testProjector({ openLedger: async () => ledger, openReadModels: async () => models });
  await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
});
afterAll(() => projector.stop());

const digest = { digest: 'd', tables: {} };
const checkpoint = { ledgerId: 'l', position: 0n as RebuildPosition, recordedAt: null, logSize: 0 };
type RebuildPosition = Rebuilt['at']['position'];
const rebuilt: Rebuilt = { equal: true, before: digest, after: digest, at: checkpoint, swapped: true };
const post = async (payload?: string, query = '') => {
  const { statusCode, payload: answer } = await projector.app.inject({
    method: 'POST',
    url: `/v1/rebuild${query}`,
    ...(payload === undefined ? {} : { payload, headers: { 'content-type': 'application/json' } }),
  });
  return { status: statusCode, json: JSON.parse(answer) };
};

describe('POST /v1/rebuild', () => {
  it('runs one rebuild at a time: the same call joins it, another is told to come again', async () => {
    expect((await projector.get('/v1/rebuild')).json).toEqual({ status: 'none' });
    const first = post();
    await waitUntil(() => started.length === 1);
    expect(started[0]!.swap).toBe(true);
    const second = post('{"compare":false}');
    started[0]!.onProgress?.({ ...checkpoint, position: 4n as RebuildPosition }, 9n as RebuildPosition);
    expect((await projector.get('/v1/rebuild')).json).toEqual({
      status: 'running',
      compare: false,
      position: '4',
      end: '9',
    });
    expect(await post('{"compare":true}')).toMatchObject({ status: 503, json: { code: 'not-caught-up' } });
    end.resolve(rebuilt);
    const asOf = { position: '0', recordedAt: null, logSize: 0, behindMs: 0 };
    const answer = { equal: true, swapped: true, before: digest, after: digest, position: '0', logSize: 0, asOf };
    expect(await first).toMatchObject({ status: 200, json: answer });
    expect(await second).toMatchObject({ status: 200, json: answer });
    expect(started).toHaveLength(1);
    expect((await projector.get('/v1/rebuild')).json).toMatchObject({ status: 'done', ...answer });
  });

  it('only compares when asked to, and may run again', async () => {
    const call = post('{"compare":true}');
    await waitUntil(() => started.length === 2);
    expect(started[1]!.swap).toBe(false);
    end.resolve({ ...rebuilt, swapped: false, equal: false });
    expect(await call).toMatchObject({ status: 200, json: { equal: false, swapped: false } });
  });

  it('only compares when the query asks for it, and takes no parameter that it does not know for nothing', async () => {
    const call = post(undefined, '?compare=true');
    await waitUntil(() => started.length === 3);
    expect(started[2]!.swap).toBe(false);
    end.resolve({ ...rebuilt, swapped: false });
    expect(await call).toMatchObject({ status: 200, json: { swapped: false } });
    expect(await post(undefined, '?compare=yes')).toMatchObject({ status: 400, json: { field: 'compare' } });
    expect(await post(undefined, '?dry-run=true')).toMatchObject({ status: 400, json: { field: 'dry-run' } });
    expect(started).toHaveLength(3);
  });

  it('tells a failure and can be called again', async () => {
    const call = post();
    await waitUntil(() => started.length === 4);
    end.reject(new Error('the disk is full'));
    expect((await call).status).toBe(500);
    expect((await projector.get('/v1/rebuild')).json).toEqual({ status: 'failed', reason: 'the disk is full' });
  });

  it.each([
    ['[]', 'body'],
    ['{"compare":', 'body'],
    ['"yes"', 'body'],
    ['{"compare":"yes"}', 'compare'],
    ['{"compare":true,"force":true}', 'force'],
  ])('refuses the body %s', async (body, field) => {
    expect(await post(body)).toMatchObject({ status: 400, json: { code: 'invalid-query', field } });
  });
});
