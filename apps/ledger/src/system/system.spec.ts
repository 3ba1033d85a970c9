import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { soundUsageEvent } from '@tallystick/events/contract';
import { newSigningKey } from '@tallystick/transparency';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';
import type { SystemReport } from './system-report.js';

/** Nobody answers there: a witness that is away. */
const witness = newSigningKey({ name: 'witness.example', type: 4 });
let ledger: InMemoryApp;

beforeAll(async () => {
  ledger = await inMemoryApp({ env: { TALLYSTICK_WITNESSES: `http://127.0.0.1:9#${witness.verifier.text}` } });
});
afterAll(() => ledger.app.close());

const system = async (): Promise<SystemReport> => JSON.parse((await ledger.app.inject('/v1/system')).body);

describe('GET /v1/system', () => {
  it('tells what was taken in, and how the log and its witnesses stand', async () => {
    const sound = { ...soundUsageEvent(), time: '2020-01-01T00:00:00Z', id: 'one' };
    const events = [sound, sound, { ...sound, id: 'two', type: 'unknown' }];
    const answer = await ledger.app.inject({
      method: 'POST',
      url: '/v1/events',
      payload: JSON.stringify(events),
      headers: { 'content-type': 'application/cloudevents-batch+json' },
    });
    expect(answer.statusCode).toBe(200);
    expect((await ledger.app.inject('/log/checkpoint?atLeast=1')).statusCode).toBe(200);
    const { service, intake, log, readiness } = await system();
    expect(service).toEqual({ version: '0.1.0', instance: '0', store: 'embedded', kafka: null });
    expect(readiness).toEqual({ ready: true, reasons: [], remarks: [] });
    expect(intake).toMatchObject({ recorded: 1, duplicates: 1, conflicts: 0, deadLetters: 0, refusedOverHttp: 1 });
    expect(Date.parse(intake.since)).toBeLessThanOrEqual(Date.now());
    expect(log).toMatchObject({
      origin: 'tallystick.local/ledger',
      size: 1,
      witnesses: [{ name: 'witness.example', signedNewest: false }],
      cosignedSize: null,
    });
    const [, , root] = (await ledger.app.inject('/log/checkpoint')).body.split('\n');
    expect(log?.root).toBe(root);
  });
});
