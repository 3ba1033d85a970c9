import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareUtf8 } from './compare-utf8.js';
import { rankRows, type RankableRow } from './rank-rows.js';

const subject = fc.option(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.string({ unit: fc.constantFrom('a', '\ue000', '\uffee', '\u{1f600}', '\u{10000}'), maxLength: 4 }),
  ),
  { nil: null },
);
const value = fc.option(fc.bigInt({ min: 0n, max: 4n }), { nil: null });
const rows = fc.uniqueArray(fc.record({ subject, value }), { selector: (row) => row.subject, maxLength: 30 });

describe('a board', () => {
  it('shares a rank among equals: 1, 2, 2, 4', () => {
    const board = rankRows([
      { subject: 'd', value: 1n },
      { subject: 'c', value: 5n },
      { subject: null, value: 5n },
      { subject: 'a', value: 9007199254740993n },
    ]);
    expect(board.map((row) => [row.rank, row.subject])).toEqual([
      [1, 'a'],
      [2, 'c'],
      [2, null],
      [4, 'd'],
    ]);
  });

  it('keeps what else a row holds, and leaves its input alone', () => {
    const input = [
      { subject: 'b', value: 1n, share: 0.25 },
      { subject: 'a', value: null, share: 0 },
    ];
    expect(rankRows(input)).toEqual([
      { ...input[0], rank: 1 },
      { ...input[1], rank: 2 },
    ]);
    expect(Object.keys(input[0]!)).toEqual(['subject', 'value', 'share']);
  });

  it('ranks as counting who stands above does', () => {
    fc.assert(
      fc.property(rows, (input) => {
        const above = (one: RankableRow, other: RankableRow) =>
          one.value !== null && (other.value === null || one.value > other.value);
        const board = rankRows(input);
        expect(board).toHaveLength(input.length);
        for (const row of board) expect(row.rank).toBe(1 + input.filter((other) => above(other, row)).length);
        board.slice(1).forEach((row, index) => {
          const before = board[index]!;
          if (before.rank !== row.rank) return expect(before.rank).toBeLessThan(row.rank);
          if (row.subject === null) return;
          expect(before.subject).not.toBeNull();
          expect(Buffer.compare(Buffer.from(before.subject!), Buffer.from(row.subject))).toBeLessThan(0);
        });
      }),
    );
  });

  it('compares texts as their UTF-8 bytes compare', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}') }),
    );
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(Math.sign(compareUtf8(one, other))).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
      }),
      { numRuns: 2_000 },
    );
  });
});
