import { afterEach, describe, expect, it } from '@jest/globals';
import { soundUsageEvent, type Json } from '@tallystick/events/contract';
import { LedgerUnavailable, memoryLedger, type LedgerStore } from '@tallystick/ledger-store';
import { newApiKey } from '@tallystick/platform';
import { memoryVault, VaultUnavailable } from '@tallystick/vault';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMemoryApp, type InMemoryApp } from '../testing/in-memory-app.fixture.js';

const BATCH = { 'content-type': 'application/cloudevents-batch+json' };
const usage = (id: string, more: Json = {}): Json => ({
  ...soundUsageEvent(),
  time: '2020-01-01T00:00:00Z',
  id,
  ...more,
});
let ledger: InMemoryApp;
afterEach(() => ledger.app.close());
const post = (events: unknown, headers: Record<string, string> = BATCH) =>
  ledger.app.inject({ method: 'POST', url: '/v1/events', payload: JSON.stringify(events), headers });

describe('POST /v1/events', () => {
  it('answers for each event in order: recorded, duplicate, conflict, rejected', async () => {
    ledger = await inMemoryApp();
    const source = soundUsageEvent()['source'];
    const answer = await post([
      usage('a'),
      usage('a'),
      usage('b'),
      usage('a', { time: '2020-01-02T00:00:00Z' }),
      { ...usage('c'), data: undefined },
      { id: 7 },
      'text',
    ]);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      results: [
        { status: 'recorded', id: 'a', source, position: '1' },
        { status: 'duplicate', id: 'a', source, position: '1' },
        { status: 'recorded', id: 'b', source, position: '2' },
        { status: 'rejected', id: 'a', source, error: { code: 'identity-conflict', detail: expect.any(String) } },
        {
          status: 'rejected',
          id: 'c',
          source,
          error: { code: 'missing-field', detail: expect.any(String), field: 'data' },
        },
        { status: 'rejected', id: null, source: null, error: expect.objectContaining({ code: 'missing-field' }) },
        { status: 'rejected', id: null, source: null, error: expect.objectContaining({ code: 'not-a-cloudevent' }) },
      ],
    });
    const again = (await post([usage('b')])).json<{ results: unknown[] }>();
    expect(again.results).toEqual([{ status: 'duplicate', id: 'b', source, position: '2' }]);
  });

  it('takes an empty batch, a structured and a binary event', async () => {
    ledger = await inMemoryApp();
    expect((await post([])).json()).toEqual({ results: [] });
    const structured = await post(usage('s'), { 'content-type': 'application/cloudevents+json' });
    expect(structured.json()).toMatchObject({ results: [{ status: 'recorded', id: 's' }] });
    const { data, ...attributes } = usage('b');
    const headers = Object.fromEntries(
      Object.entries(attributes)
        .filter(([name]) => name !== 'datacontenttype')
        .map(([name, value]) => [`ce-${name}`, String(value)]),
    );
    const binary = await post(data, { ...headers, 'content-type': 'application/json' });
    expect(binary.json()).toMatchObject({ results: [{ status: 'recorded', id: 'b' }] });
  });

  it('answers 503 and Retry-After when nothing could be recorded, whichever part is down', async () => {
    const store = memoryLedger();
    const down: LedgerStore = Object.assign(Object.create(store) as LedgerStore, {
      append: () => Promise.reject(new LedgerUnavailable('the disk is full')),
    });
    ledger = await inMemoryApp({ store: down });
    const answer = await post([usage('a'), 'wrong']);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    expect(answer.json()).toMatchObject({ code: 'ledger-unavailable', status: 503 });
    expect((await ledger.app.inject('/health/ready')).json()).toMatchObject({
      status: 'not-ready',
      reasons: [{ check: 'intake', reason: expect.stringContaining('the disk is full') }],
    });
    await ledger.app.close();

    const vault = Object.assign(memoryVault(), {
      pseudonymise: () => Promise.reject(new VaultUnavailable('gone')),
    });
    ledger = await inMemoryApp({ vault });
    expect((await post([usage('a')])).json()).toMatchObject({ code: 'ledger-unavailable' });
    expect(await ledger.stored()).toBe(0);
  });

  it('still answers for known events while the ledger cannot record', async () => {
    const store = memoryLedger();
    let full = false;
    const filling: LedgerStore = Object.assign(Object.create(store) as LedgerStore, {
      append: (...args: Parameters<LedgerStore['append']>) =>
        full ? Promise.reject(new LedgerUnavailable('full')) : store.append(...args),
    });
    ledger = await inMemoryApp({ store: filling });
    await post([usage('a')]);
    full = true;
    expect((await post([usage('a')])).json()).toMatchObject({ results: [{ status: 'duplicate', position: '1' }] });
    expect((await post([usage('a'), usage('b')])).statusCode).toBe(503);
    full = false;
    expect((await post([usage('b')])).json()).toMatchObject({ results: [{ status: 'recorded', position: '2' }] });
    expect((await ledger.app.inject('/health/ready')).statusCode).toBe(200);
  });

  it('lets a publisher speak for its own sources only, event by event', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tallystick-keys-'));
    const { key, entry } = newApiKey({ name: 'gateway', roles: ['publisher'], sources: ['urn:mine', 'urn:ours:*'] });
    writeFileSync(join(dir, 'keys.json'), JSON.stringify([entry]), { mode: 0o600 });
    ledger = await inMemoryApp({ env: { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: join(dir, 'keys.json') } });
    rmSync(dir, { recursive: true });
    const headers = { ...BATCH, authorization: `Bearer ${key}` };
    const sources = ['urn:mine', 'urn:theirs', 'urn:ours:7'];
    const answer = await post(
      sources.map((source) => usage('1', { source })),
      headers,
    );
    expect(answer.json()).toMatchObject({
      results: [
        { status: 'recorded' },
        { status: 'rejected', source: 'urn:theirs', error: { code: 'forbidden', field: 'source' } },
        { status: 'recorded' },
      ],
    });
    expect((await post([usage('1')])).statusCode).toBe(401);
    const ask = (url: string) => ledger.app.inject({ url, headers });
    expect((await ask('/v1/history')).statusCode).toBe(403);
    expect((await ask('/v1/receipts?source=urn:mine&id=1')).statusCode).toBe(200);
    expect((await ask('/v1/receipts?source=urn:theirs&id=1')).json()).toMatchObject({
      code: 'forbidden',
      field: 'source',
    });
  });
});
