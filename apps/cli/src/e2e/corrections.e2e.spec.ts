import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { soundUsageEvent, type Json } from '@tallystick/events/contract';
import { tempDir, waitUntil, type TempDir } from '@tallystick/testing';
import { startHouse, type House } from './run-cli.fixture.js';

let folder: TempDir;
let house: House;
beforeAll(async () => {
  folder = await tempDir();
  house = await startHouse(folder.path);
});
afterAll(async () => {
  await house?.up.stop();
  await folder.remove();
});

const SOURCE = String(soundUsageEvent()['source']);
const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
  const type = path === '/v1/events' ? 'application/cloudevents-batch+json' : 'application/json';
  const init = { method: 'POST', headers: { 'content-type': type, ...headers }, body: JSON.stringify(body) };
  const answer = await fetch(`${house.ledger}${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Json };
};
const ask = async (path: string) => (await (await fetch(`${house.projector}${path}`)).json()) as Json;
const rowsOf = (board: Json) =>
  (board['rows'] as { subject: string; value: number }[]).map(({ subject, value }) => [subject, value]);
const usage = (id: string, team: string, input: number): Json => ({
  ...soundUsageEvent(),
  ...{ id, subject: `${id}@example.org`, time: '2026-01-02T03:04:05Z' },
  data: { provider: 'p', model: 'm', team, tokens: { input } },
});

it('a correction and a void reach every answer of the running services, and a restart of the ledger', async () => {
  expect((await post('/v1/events', [usage('1', 'a', 7), usage('2', 'a', 5)])).status).toBe(200);
  const event = { source: SOURCE, id: '1' };
  const correction = {
    ...event,
    attributes: { team: 'b' },
    tokens: { input: 70 },
    reason: 'counted for the wrong team',
  };
  const key = { 'idempotency-key': 'ticket-1' };
  const corrected = await post('/v1/corrections', correction, key);
  expect(corrected).toEqual({ status: 201, body: { position: expect.any(String) } });
  const at = String(corrected.body['position']);
  expect(rowsOf(await ask(`/v1/leaderboards/teams?window=month&at=2026-01-15&atLeast=${at}`))).toEqual([
    ['b', 70],
    ['a', 5],
  ]);

  const pid = house.pidOf('ledger');
  process.kill(pid, 'SIGKILL');
  const ready = () =>
    house.pidOf('ledger') !== pid &&
    fetch(`${house.ledger}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitUntil(ready, { everyMs: 250, what: 'the ledger to be back' });
  expect(await post('/v1/corrections', correction, key)).toEqual(corrected);
  expect(await post('/v1/corrections', correction)).toMatchObject({ status: 409, body: { code: 'not-a-change' } });

  const voided = await post('/v1/voids', { ...event, reason: 'a load test, no work' });
  expect(voided.status).toBe(201);
  const end = String(voided.body['position']);
  const { points } = await ask(`/v1/usage?from=2026-01-02&to=2026-01-03&by=teams&atLeast=${end}`);
  expect(points).toMatchObject([{ by: { teams: 'a' }, total: 5, events: 1 }]);
  expect(rowsOf(await ask(`/v1/leaderboards/teams?asOfPosition=${at}`))).toEqual([
    ['b', 70],
    ['a', 5],
  ]);
  expect((await ask('/v1/events?team=b'))['events']).toMatchObject([
    {
      ...{ status: 'voided', team: 'a', tokens: { input: 7 } },
      corrections: [
        { position: at, type: 'UsageCorrected', attributes: { team: 'b' }, reason: correction.reason },
        { position: end, type: 'UsageVoided', author: expect.stringMatching(/^p_/) },
      ],
    },
  ]);
});
