import { describe, expect, it } from '@jest/globals';
import type { CanonicalJson } from '@tallystick/events';
import { memoryLedger } from '../memory/memory-ledger.js';
import { WrongExpectedRevision } from '../port/ledger-errors.js';
import type { NewEvent } from '../port/ledger-store.js';
import { FaultyLedger } from '../testing/faulty-ledger.js';
import { StreamWriter } from './stream-writer.js';

const stream = 'intake-http.0';
/** The same identity, so the same event id, with whatever is claimed under it. */
const claim = (input: number, recordedAt: string): NewEvent => ({
  id: '00000000-0000-4000-8000-000000000001',
  type: 'UsageRecorded',
  data: `{"input":${input}}` as CanonicalJson,
  metadata: `{"recordedAt":"${recordedAt}"}` as CanonicalJson,
});

describe('StreamWriter, after an append of unknown outcome landed late', () => {
  const afterLateAppend = async (input: number): Promise<StreamWriter> => {
    const store = memoryLedger();
    const writer = new StreamWriter(store, stream, 'no-stream');
    await store.append(stream, [claim(input, '2026-05-19T08:00:00.000Z')], 'no-stream');
    return writer;
  };

  it('takes the same claim sent again for the one that is stored', async () => {
    const writer = await afterLateAppend(1);
    const { positions } = await writer.append([claim(1, '2026-05-19T08:00:09.000Z')]);
    expect(positions).toEqual([1n]);
    expect(writer.inDoubt).toBe(false);
  });

  it('does not take another claim under the same key for it', async () => {
    const writer = await afterLateAppend(1);
    await expect(writer.append([claim(2, '2026-05-19T08:00:09.000Z')])).rejects.toThrow(WrongExpectedRevision);
    expect(writer.inDoubt).toBe(true);
  });

  it('does not settle an unknown outcome by another claim that stands there', async () => {
    const store = new FaultyLedger(memoryLedger());
    const writer = new StreamWriter(store, stream, 'no-stream');
    await store.append(stream, [claim(1, '2026-05-19T08:00:00.000Z')], 'no-stream');
    store.faults.push('unknown, not stored');
    const appending = writer.append([claim(2, '2026-05-19T08:00:09.000Z')]);
    await expect(appending).rejects.toThrow(WrongExpectedRevision);
  });
});
