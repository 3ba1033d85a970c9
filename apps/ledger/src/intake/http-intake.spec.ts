import { describe, expect, it } from '@jest/globals';
import { memoryIdentityIndex, memoryLedger } from '@tallystick/ledger-store';
import { memoryVault } from '@tallystick/vault';
import { HttpIntake } from './http-intake.js';
import { IntakeLane } from './intake-lane.js';
import { usageEvent } from './usage-events.fixture.js';

const openIntake = async () => {
  const store = memoryLedger();
  const lane = new IntakeLane({ store, index: memoryIdentityIndex(), vault: memoryVault() });
  await lane.start();
  return { store, lane, intake: new HttpIntake(lane, '0') };
};

describe('HttpIntake', () => {
  it('records new events, answers duplicates with the first position, and refuses another content under a known key', async () => {
    const { intake } = await openIntake();
    const first = await intake.takeHttp([
      { event: usageEvent('a') },
      { event: usageEvent('b') },
      { event: usageEvent('a') },
    ]);
    expect(first.map((answer) => answer.status)).toEqual(['recorded', 'recorded', 'duplicate']);
    const again = await intake.takeHttp([{ event: usageEvent('a') }, { event: usageEvent('a', { input: 11 }) }]);
    expect(again[0]).toEqual({ status: 'duplicate', position: (first[0] as { position: bigint }).position });
    expect(again[1]!.status).toBe('conflict');
  });

  it('records a conflicting claim once however often it is made', async () => {
    const { intake, store } = await openIntake();
    await intake.takeHttp([{ event: usageEvent('a') }]);
    for (let n = 0; n < 3; n++) {
      const other = { event: usageEvent('a', { input: 11 }) };
      const answers = await intake.takeHttp([other, other]);
      expect(answers.map((answer) => answer.status)).toEqual(['conflict', 'conflict']);
    }
    const { events } = await store.readAll({ after: 0n as never, limit: 100 });
    expect(events.map((event) => event.type)).toEqual(['UsageRecorded', 'UsageConflicted']);
  });
});
