import { expect, it } from '@jest/globals';
import type { DeadLetters, RecordBatch, UsageSource } from '@tallystick/messaging';
import { silentObserver } from '../intake/intake-observer.js';
import { IntakeLane } from '../intake/intake-lane.js';
import { KafkaIntake } from './kafka-intake.js';
import { memoryParts, usageRecord } from './kafka-intake.fixture.js';

it('forgets that a partition is paused when the group is joined anew: it may be another member’s', async () => {
  const pauses = new Map<string, string | null>();
  const parts = memoryParts();
  const observer = { ...silentObserver, paused: (where: string, reason: string | null) => pauses.set(where, reason) };
  const lane = new IntakeLane({ ...parts, observer });
  await lane.start();
  const intake = new KafkaIntake(lane, {} as UsageSource, {} as DeadLetters);
  await intake.assigned({ topic: 'usage', partition: 0, earliest: 0n, end: 1n, committed: null });
  await parts.store.close();
  let stale = false;
  const batch: RecordBatch = {
    ...{ topic: 'usage', partition: 0, highWatermark: 1n, isStale: () => stale, earliestOffset: async () => 0n },
    records: [
      { offset: '0', timestamp: String(Date.now()), key: null, value: Buffer.from(String(usageRecord('a').value)) },
    ],
  };
  expect(await intake.handle(batch)).toMatchObject({ kind: 'pause', nextOffset: 0n });
  expect(pauses.get('usage-0')).toMatch(/^LedgerUnavailable: /);
  intake.offline(null);
  expect(pauses.get('usage-0')).toBeNull();
  stale = true;
  expect(await intake.handle(batch)).toEqual({ kind: 'drop' });
  expect(pauses.get('usage-0')).toBeNull();
});
