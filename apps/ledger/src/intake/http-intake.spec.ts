import { describe, expect, it } from '@jest/globals';
import {
  memoryIdentityIndex,
  memoryLedger,
  START,
  type LedgerEvent,
  type LedgerStore,
  type Position,
} from '@tallystick/ledger-store';
import { waitUntil } from '@tallystick/testing';
import { memoryVault, VaultUnavailable, type IdentityVault } from '@tallystick/vault';
import { FaultyLedger, type AppendFault } from '@tallystick/ledger-store/contract';
import { HttpIntake } from './http-intake.js';
import { IntakeFull, PartlyRecorded } from './intake-errors.js';
import { IntakeLane } from './intake-lane.js';
import { intakeLimits, type IntakeLimits } from './intake-limits.js';
import { silentObserver } from './intake-observer.js';
import type { IntakeAnswer } from './usage-intake.js';
import { usageEvent } from './usage-events.fixture.js';

const openIntake = async (
  store: LedgerStore = memoryLedger(),
  options: { limits?: Partial<IntakeLimits>; vault?: IdentityVault } = {},
) => {
  const limits = { ...intakeLimits, ...options.limits };
  const vault = options.vault ?? memoryVault();
  const lane = new IntakeLane({ store, index: memoryIdentityIndex(), vault, limits });
  await lane.start();
  return { lane, intake: new HttpIntake(lane, '0') };
};
const items = (...ids: string[]) => ids.map((id) => ({ event: usageEvent(id) }));
const statuses = (answers: readonly (IntakeAnswer | undefined)[]) => answers.map((answer) => answer?.status);
const allEvents = async (store: LedgerStore): Promise<readonly LedgerEvent[]> =>
  (await store.readAll({ after: START, limit: 100_000 })).events;
const typesIn = async (store: LedgerStore) => (await allEvents(store)).map((event) => event.type);

describe('HttpIntake', () => {
  it('records new events and answers duplicates with the first position, in the order of asking', async () => {
    const store = memoryLedger();
    const { intake } = await openIntake(store);
    const first = await intake.takeHttp(items('a', 'b', 'a'));
    expect(statuses(first)).toEqual(['recorded', 'recorded', 'duplicate']);
    const [a, b] = (await allEvents(store)).map((event) => event.position);
    expect(first.map((answer) => (answer as { position: Position }).position)).toEqual([a, b, a]);
    expect(await intake.takeHttp(items('b', 'a'))).toEqual([
      { status: 'duplicate', position: b },
      { status: 'duplicate', position: a },
    ]);
  });

  it('stores no id and no subject', async () => {
    const store = memoryLedger();
    const { intake } = await openIntake(store);
    await intake.takeHttp([{ event: usageEvent('secret-id', { subject: 'grace@example.org' }) }]);
    const [event] = await allEvents(store);
    const entry = Buffer.from(event!.entry).toString();
    expect(entry).not.toContain('grace');
    expect(entry).not.toContain('secret-id');
    expect(event!.data['actor']).toMatch(/^p_[a-z2-7]{16}$/);
    expect(event!.stream).toBe('intake-http.0');
  });

  it('records a conflicting claim once however often it is made, also within one request', async () => {
    const store = memoryLedger();
    const { intake } = await openIntake(store);
    const other = { event: usageEvent('a', { input: 11 }) };
    const third = { event: usageEvent('a', { input: 12 }) };
    const answers = await intake.takeHttp([...items('a'), other, other, third]);
    expect(statuses(answers)).toEqual(['recorded', 'conflict', 'conflict', 'conflict']);
    expect(statuses(await intake.takeHttp([other, third, other]))).toEqual(['conflict', 'conflict', 'conflict']);
    expect(await typesIn(store)).toEqual(['UsageRecorded', 'UsageConflicted', 'UsageConflicted']);
  });

  it('does not ask the vault for duplicates, so a forgotten person stays forgotten', async () => {
    const vault = memoryVault();
    const { intake } = await openIntake(memoryLedger(), { vault });
    await intake.takeHttp(items('a'));
    await vault.forget((await vault.find('ada@example.org'))!);
    expect(statuses(await intake.takeHttp(items('a')))).toEqual(['duplicate']);
    expect(await vault.find('ada@example.org')).toBeUndefined();
  });

  it('joins requests that wait into one append', async () => {
    const store = new FaultyLedger(memoryLedger());
    const { intake } = await openIntake(store);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => intake.takeHttp(items(`r${n}`, 'shared'))));
    expect(answers.filter((one) => one[1]!.status === 'recorded')).toHaveLength(1);
    expect((await allEvents(store)).length).toBe(51);
    expect(store.appends).toBeLessThanOrEqual(2);
  });

  it('refuses what its bounded queue cannot hold, records nothing of it, and takes it later', async () => {
    const store = memoryLedger();
    const { intake } = await openIntake(store, { limits: { maxWaitingEvents: 3 } });
    const first = intake.takeHttp(items('a', 'b'));
    await expect(intake.takeHttp(items('c', 'd'))).rejects.toBeInstanceOf(IntakeFull);
    await first;
    expect(await typesIn(store)).toHaveLength(2);
    expect(statuses(await intake.takeHttp(items('c', 'd')))).toEqual(['recorded', 'recorded']);
  });

  it('holds no more bytes of waiting requests than it may, their bodies counted, but takes any request alone', async () => {
    const { intake } = await openIntake(memoryLedger(), { limits: { maxWaitingBytes: 20_000 } });
    const first = intake.takeHttp(items('a'), 4_000_000);
    await expect(intake.takeHttp(items('b'))).rejects.toBeInstanceOf(IntakeFull);
    await first;
    const second = intake.takeHttp(items('b'), 1_000);
    await expect(intake.takeHttp(items('c'), 3_000)).rejects.toBeInstanceOf(IntakeFull);
    expect(statuses(await intake.takeHttp(items('c'), 1_000))).toEqual(['recorded']);
    expect(statuses(await second)).toEqual(['recorded']);
  });

  it('splits by bytes what one append cannot carry', async () => {
    const store = new FaultyLedger(memoryLedger({ maxAppendBytes: 5_000 }));
    const { intake } = await openIntake(store);
    const answers = await intake.takeHttp(items(...Array.from({ length: 40 }, (_, n) => `e${n}`)));
    expect(new Set(statuses(answers))).toEqual(new Set(['recorded']));
    expect(store.appends).toBeGreaterThan(4);
    expect(await typesIn(store)).toHaveLength(40);
  });

  it('says which part is recorded when the ledger fails midway', async () => {
    const store = new FaultyLedger(memoryLedger());
    const { intake } = await openIntake(store, { limits: { maxAppendEvents: 2 } });
    store.faults.push(undefined as never, 'unavailable, not stored');
    const failure = await intake.takeHttp(items('a', 'b', 'c', 'd', 'c')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PartlyRecorded);
    const told = statuses((failure as PartlyRecorded).answers);
    expect(told).toEqual(['recorded', 'recorded', undefined, undefined, undefined]);
    expect(statuses(await intake.takeHttp(items('a', 'b', 'c', 'd')))).toEqual([
      'duplicate',
      'duplicate',
      'recorded',
      'recorded',
    ]);
  });

  it('records nothing while the vault does not answer', async () => {
    const store = memoryLedger();
    const vault: IdentityVault = {
      ...memoryVault(),
      pseudonymise: () => Promise.reject(new VaultUnavailable('a fault of the test')),
    };
    const { intake } = await openIntake(store, { vault });
    await expect(intake.takeHttp(items('a'))).rejects.toBeInstanceOf(VaultUnavailable);
    expect(await typesIn(store)).toEqual([]);
  });

  it.each<[AppendFault, 'answers' | 'refuses']>([
    ['unavailable, not stored', 'refuses'],
    ['unknown, not stored', 'refuses'],
    ['unknown, but stored', 'answers'],
    ['unknown, stored, then unreadable', 'refuses'],
    ['unknown, not stored, then unreadable', 'refuses'],
  ])('append "%s": %s, and the same request sent again is in the ledger once', async (fault, expected) => {
    const store = new FaultyLedger(memoryLedger());
    const { intake } = await openIntake(store);
    await intake.takeHttp(items('before'));
    store.faults.push(fault);
    const outcome = await intake.takeHttp(items('a', 'b')).then(
      () => 'answers',
      () => 'refuses',
    );
    expect(outcome).toBe(expected);
    for (let n = 0; n < 5; n++) await intake.takeHttp(items('a', 'b')).catch(() => undefined);
    expect(statuses(await intake.takeHttp(items('a', 'b')))).toEqual(['duplicate', 'duplicate']);
    expect(await typesIn(store)).toHaveLength(3);
  });

  it('goes on when another process appends to the same stream, and decides anew from what is there', async () => {
    const store = memoryLedger();
    const one = await openIntake(store);
    const other = await openIntake(store);
    for (let n = 0; n < 20; n++) {
      const [left, right] = await Promise.all([
        one.intake.takeHttp(items(`k${n}`, `left${n}`)),
        other.intake.takeHttp(items(`right${n}`, `k${n}`)),
      ]);
      expect(statuses([left[0], left[1], right[0], right[1]]).sort()).toEqual([
        'duplicate',
        'recorded',
        'recorded',
        'recorded',
      ]);
    }
    expect(await typesIn(store)).toHaveLength(60);
  });

  it('rebuilds a lost index from the ledger before the first decision', async () => {
    const store = memoryLedger();
    const first = await openIntake(store);
    await first.intake.takeHttp([...items('a', 'b'), { event: usageEvent('a', { input: 11 }) }]);
    const second = await openIntake(store);
    const answers = await second.intake.takeHttp([...items('a', 'b', 'c'), { event: usageEvent('a', { input: 11 }) }]);
    expect(statuses(answers)).toEqual(['duplicate', 'duplicate', 'recorded', 'conflict']);
    expect(await typesIn(store)).toHaveLength(4);
  });

  it('tells receipts when the index is complete, and when that took too long', async () => {
    const store = memoryLedger();
    const one = await openIntake(store);
    const other = await openIntake(store);
    const [answer] = await one.intake.takeHttp(items('a'));
    const { position } = answer as { position: Position };
    await expect(other.lane.follower.waitUntilComplete(position, 5_000)).resolves.toBe(true);
    await expect(other.lane.follower.waitUntilComplete((position + 1n) as Position, 20)).resolves.toBe(false);
  });
});

describe('HttpIntake after a failure', () => {
  const open = async (store: FaultyLedger, vault: IdentityVault = memoryVault()) => {
    const reasons: (string | null)[] = [];
    const observer = {
      ...silentObserver,
      paused: (_where: string, reason: string | null) => void reasons.push(reason),
    };
    const limits = { ...intakeLimits, retryAfterMs: 5 };
    const lane = new IntakeLane({ store, index: memoryIdentityIndex(), vault, observer, limits });
    await lane.start();
    return { lane, reasons, intake: new HttpIntake(lane, '0') };
  };

  it('finds out by itself that the ledger is back: nobody sends to a service that says it is not ready', async () => {
    const store = new FaultyLedger(memoryLedger());
    const { reasons, intake, lane } = await open(store);
    await intake.takeHttp(items('z'));
    store.faults.push('unavailable, not stored');
    store.unreadable = 3; // an append asks nothing: the recovery does
    await expect(intake.takeHttp(items('a'))).rejects.toThrow('a fault of the test');
    expect(reasons.at(-1)).toBe('a fault of the test');
    await waitUntil(() => reasons.at(-1) === null);
    expect(reasons.slice(1, -1)).not.toContain(null);
    expect(statuses(await intake.takeHttp(items('a')))).toEqual(['recorded']);
    await lane.stop();
  });

  it('asks the vault, too', async () => {
    const inner = memoryVault();
    let away = true;
    const pseudonymise = (subjects: readonly string[]) =>
      away ? Promise.reject(new VaultUnavailable('the vault is away')) : inner.pseudonymise(subjects);
    const { reasons, intake, lane } = await open(new FaultyLedger(memoryLedger()), { ...inner, pseudonymise });
    await expect(intake.takeHttp(items('a'))).rejects.toThrow('the vault is away');
    await waitUntil(() => reasons.length >= 3);
    expect(reasons).not.toContain(null);
    away = false;
    await waitUntil(() => reasons.at(-1) === null);
    await lane.stop();
  });
});
