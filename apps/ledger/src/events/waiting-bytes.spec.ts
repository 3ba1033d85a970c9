import { describe, expect, it } from '@jest/globals';
import { decodeHttpBody } from '@tallystick/events';
import { memoryIdentityIndex, memoryLedger } from '@tallystick/ledger-store';
import { LOCAL_CALLER } from '@tallystick/platform';
import { memoryVault } from '@tallystick/vault';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HttpIntake, IntakeLane, intakeLimits } from '../intake/index.js';
import { usageCandidate } from '../intake/usage-events.fixture.js';
import { heldBytes } from '../intake/prepared-usage.js';
import { takeUsage } from './take-usage.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const HEADERS = { 'content-type': 'application/cloudevents-batch+json' };
const REQUESTS = 40;
const EVENTS = 50;

/** Every string as long as it may be. */
const largest = (id: string, letter: string) => {
  const long = (length: number) => id + letter.repeat(length - id.length);
  const data = { provider: long(128), model: long(128), team: long(128), project: long(128), activity: 'completion' };
  const more = { agent: long(128), session: long(128), automation: long(128), reportedCostUsd: '0.123456789' };
  const usage = usageCandidate(long(256), { subject: long(256), source: `${id}${'a'.repeat(512 - id.length)}` });
  return { ...usage, data: { ...(usage['data'] as object), ...data, ...more } };
};

describe('the bytes that waiting requests are said to hold', () => {
  it.each<[string, (id: string) => object]>([
    ['least', (id) => usageCandidate(id)],
    ['largest in ASCII', (id) => largest(id, 'x')],
    ['largest in a script of 3 bytes a letter', (id) => largest(id, '語')],
    ['largest in pairs of units', (id) => largest(id, '😀')],
    ['with attributes that are not stored', (id) => ({ ...usageCandidate(id), traceparent: 'x'.repeat(5_000) })],
  ])('are those that the heap grows by, and not twice as many: %s', async (_, candidate) => {
    const limits = { ...intakeLimits, maxWaitingBytes: Infinity };
    const lane = new IntakeLane({ store: memoryLedger(), index: memoryIdentityIndex(), vault: memoryVault(), limits });
    await lane.start();
    const stalled = Promise.withResolvers<void>();
    void lane.run(() => stalled.promise);
    const intake = new HttpIntake(lane, '0');
    const metrics = { waiting: () => undefined, refused: () => undefined };
    const waiting: { readonly body: Buffer; readonly answer: Promise<unknown> }[] = [];
    let said = 0;
    const before = await heldNow();
    for (let request = 0; request < REQUESTS; request++) {
      const events = Array.from({ length: EVENTS }, (_, event) => candidate(`${request}-${event}-`));
      const body = Buffer.from(JSON.stringify(events));
      const decoded = decodeHttpBody(HEADERS, body);
      if (!decoded.ok) throw new Error(decoded.detail);
      const { candidates } = decoded;
      const brought = { candidates, bodyBytes: body.length, arrivedAtMs: Date.now() };
      waiting.push({ body, answer: takeUsage(brought, LOCAL_CALLER, intake, metrics) });
      said += heldBytes(EVENTS, body.length);
    }
    const held = (await heldNow()) - before;
    stalled.resolve();
    const [answers] = await Promise.all(waiting.map(({ answer }) => answer));
    expect(answers).toMatchObject([{ status: 'recorded' }, ...Array.from({ length: EVENTS - 1 }, () => ({}))]);
    await lane.stop();
    expect({ held, said, within: held <= said && held > said / 2 }).toEqual({ held, said, within: true });
  });
});

/** Buffers are freed beside and after a collection: once more, until nothing goes any more. */
async function heldNow(): Promise<number> {
  for (let before = Infinity; ;) {
    await setImmediate();
    collectGarbage();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const held = heapUsed + arrayBuffers;
    if (held > before - 10_000) return held;
    before = held;
  }
}
