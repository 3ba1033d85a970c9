import { beforeEach, describe, expect, it } from '@jest/globals';
import { MalformedLedgerEvent, type CanonicalJson, type DataViewedData } from '@tallystick/events';
import { LedgerUnavailable, memoryLedger, START, type LedgerEvent } from '@tallystick/ledger-store';
import { FaultyLedger, type AppendFault } from '@tallystick/ledger-store/contract';
import { AccessRecorder } from './access-recorder.js';

const view: DataViewedData = {
  viewer: 'p_aaaaaaaaaaaaaaaa',
  whose: 'p_bbbbbbbbbbbbbbbb',
  what: 'events',
  purpose: 'support',
};
const other = { ...view, whose: 'p_cccccccccccccccc' };
let now: string;
let store: FaultyLedger;
const recorderOf = (instance = 'projector-0'): AccessRecorder =>
  new AccessRecorder({ store, instance, clock: () => Date.parse(now) });
const stored = async (): Promise<readonly LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 10_000 })).events;

beforeEach(() => {
  now = '2026-06-01T22:59:00.000Z';
  store = new FaultyLedger(memoryLedger());
});

describe('a look at one other person', () => {
  it('stands in the ledger, under pseudonyms, when record resolves', async () => {
    await recorderOf().record(view);
    expect(await stored()).toMatchObject([
      {
        stream: 'access-2026-06-01.projector-0',
        revision: 0n,
        type: 'DataViewed',
        data: view,
        metadata: { recordedAt: now, schema: 1 },
      },
    ]);
  });

  it('goes on record once an hour per viewer, person and purpose, also when many ask at once', async () => {
    const recorder = recorderOf();
    await Promise.all(Array.from({ length: 50 }, () => recorder.record({ ...view, what: 'usage' })));
    await recorder.record(view);
    expect(await stored()).toHaveLength(1);
    await Promise.all([recorder.record(other), recorder.record({ ...view, purpose: 'audit' }), recorder.record(other)]);
    expect(await stored()).toHaveLength(3);
    now = '2026-06-01T23:00:00.000Z';
    await recorder.record(view);
    expect(await stored()).toHaveLength(4);
  });

  it('begins a new stream with each day of UTC', async () => {
    const recorder = recorderOf();
    await recorder.record(view);
    now = '2026-06-02T00:00:00.000Z';
    await recorder.record(view);
    expect((await stored()).map(({ stream, revision }) => [stream, revision])).toEqual([
      ['access-2026-06-01.projector-0', 0n],
      ['access-2026-06-02.projector-0', 0n],
    ]);
  });

  it('is remembered over a restart, for its hour', async () => {
    await recorderOf().record(view);
    await recorderOf().record(view);
    expect(await stored()).toHaveLength(1);
    await recorderOf('0').record(view);
    expect(await stored()).toHaveLength(2);
    now = '2026-06-01T23:30:00.000Z';
    await recorderOf().record(view);
    expect(await stored()).toHaveLength(3);
  });

  it('is put on record though another process of the same name writes too', async () => {
    const [one, two] = [recorderOf(), recorderOf()];
    await one.record(view);
    await two.record(other);
    await one.record({ ...view, purpose: 'audit' });
    await Promise.all([one.record({ ...other, purpose: 'a' }), two.record({ ...other, purpose: 'b' })]);
    expect((await stored()).map(({ revision }) => revision)).toEqual([0n, 1n, 2n, 3n, 4n]);
  });

  it('passes over what another hand wrote into the stream', async () => {
    const event = {
      id: '00000000-0000-4000-8000-000000000001',
      type: 'DataViewed',
      data: '{"viewer":1}' as CanonicalJson,
    };
    await store.append('access-2026-06-01.0', [{ ...event, metadata: '{}' as CanonicalJson }], 'no-stream');
    await recorderOf('0').record(view);
    expect(await stored()).toHaveLength(2);
  });

  it.each<[AppendFault, number]>([
    ['unavailable, not stored', 0],
    ['unknown, not stored', 0],
    ['unknown, not stored, then unreadable', 0],
    ['unknown, stored, then unreadable', 1],
  ])('%s: rejects, and the next call puts it on record once', async (fault, before) => {
    const recorder = recorderOf();
    store.faults.push(fault);
    await expect(recorder.record(view)).rejects.toThrow(LedgerUnavailable);
    store.unreadable = 0;
    expect(await stored()).toHaveLength(before);
    await recorder.record(view);
    expect(await stored()).toHaveLength(1);
  });

  it('of unknown outcome that is stored is found by reading', async () => {
    store.faults.push('unknown, but stored');
    await recorderOf().record(view);
    expect(await stored()).toHaveLength(1);
  });

  it('rejects while the ledger cannot be read, for everybody who waits', async () => {
    store.unreadable = 1;
    const recorder = recorderOf();
    const results = await Promise.allSettled([recorder.record(view), recorder.record(view)]);
    expect(results.map(({ status }) => status)).toContain('rejected');
    expect(await stored()).toHaveLength(results.some(({ status }) => status === 'fulfilled') ? 1 : 0);
  });

  it('is refused beyond so many that wait', async () => {
    const recorder = recorderOf();
    const views = Array.from({ length: 1_200 }, (_, n) => ({ ...view, purpose: `p${n}` }));
    const results = await Promise.allSettled(views.map((one) => recorder.record(one)));
    const refused = results.filter(({ status }) => status === 'rejected').length;
    expect(refused).toBeGreaterThan(0);
    expect(await stored()).toHaveLength(1_200 - refused);
  });

  it('never stands there as what a fold could not read', async () => {
    for (const wrong of [{ viewer: 'ada@example.org' }, { whose: '' }, { purpose: 'To see <b>' }, { what: 'x y' }]) {
      await expect(recorderOf().record({ ...view, ...wrong })).rejects.toThrow(MalformedLedgerEvent);
    }
    expect(() => recorderOf('a b')).toThrow(TypeError);
    expect(await stored()).toHaveLength(0);
  });
});
