import { describe, expect, it } from '@jest/globals';
import type { SourceRecord } from '@tallystick/messaging';
import { commitNote, markOf, vouchedMark } from './commit-note.js';
import { decideStart } from './partition-start.js';

const partition = (earliest: bigint, end: bigint) => ({
  topic: 'usage-events',
  partition: 3,
  earliest,
  end,
  committed: null,
});

describe('decideStart', () => {
  it('begins at the earliest offset when nothing is answered for', () => {
    expect(decideStart(partition(7n, 90n), null, null)).toEqual({ start: 7n, verifyAt: null });
  });

  it('begins behind the stream, and reads its last record again', () => {
    expect(decideStart(partition(0n, 90n), 41n, null)).toEqual({ start: 42n, verifyAt: 41n });
    expect(decideStart(partition(0n, 42n), 41n, null)).toEqual({ start: 42n, verifyAt: 41n });
  });

  it('begins at the commit when it is further on: the rest were duplicates and dead letters', () => {
    expect(decideStart(partition(0n, 90n), 41n, 60n)).toEqual({ start: 60n, verifyAt: 59n });
    expect(decideStart(partition(0n, 90n), null, 60n)).toEqual({ start: 60n, verifyAt: 59n });
    expect(decideStart(partition(60n, 90n), null, 60n)).toEqual({ start: 60n, verifyAt: null });
  });

  it('does not go back to a commit that the stream has passed', () => {
    expect(decideStart(partition(0n, 90n), 41n, 10n)).toEqual({ start: 42n, verifyAt: 41n });
  });

  it('alarms and begins at the earliest when the log ends below what is answered for', () => {
    expect(decideStart(partition(5n, 41n), 41n, null)).toMatchObject({
      start: 5n,
      verifyAt: null,
      alarm: { code: 'partition-mismatch' },
    });
    expect(decideStart(partition(0n, 50n), 41n, 60n)).toMatchObject({ alarm: { code: 'partition-mismatch' } });
  });

  it('alarms when retention took records that nobody answered for', () => {
    const found = decideStart(partition(50n, 90n), 41n, null);
    expect(found).toMatchObject({ start: 50n, verifyAt: null, alarm: { code: 'records-lost-to-retention' } });
    expect(found.alarm!.detail).toContain('usage-events-3');
  });

  it('takes a last answered record that is gone by retention for no mismatch', () => {
    expect(decideStart(partition(42n, 90n), 41n, null)).toEqual({ start: 42n, verifyAt: null });
  });
});

describe('a commit', () => {
  const last: SourceRecord = { offset: '6', timestamp: '1', key: null, value: Buffer.from('a') };

  it.each([
    ['of this ledger, at or before its end', commitNote('ledger-a', 7n as never, last), true],
    [
      'of this ledger, but behind its end: it was restored from a backup',
      commitNote('ledger-a', 11n as never, last),
      false,
    ],
    ['of another ledger', commitNote('ledger-b', 7n as never, last), false],
    ['without a note', '', false],
    ['with a foreign note', 'ledger-a/x', false],
    ['without a mark of its record', 'ledger-a/7', false],
  ])('%s', (_, note, vouched) => {
    expect(vouchedMark(note, 'ledger-a', 10n as never)).toBe(vouched ? markOf(last) : undefined);
  });

  it('tells its last record from any other', () => {
    const others: SourceRecord[] = [
      { ...last, value: Buffer.from('b') },
      { ...last, value: null, key: last.value },
      { ...last, timestamp: '2' },
    ];
    expect(new Set([last, ...others].map(markOf)).size).toBe(4);
    expect(markOf({ ...last, offset: '7' })).toBe(markOf(last));
  });
});
