import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MessageBook } from './message-book.js';
import type { TranscriptUsage } from './transcript-line.js';

const usageLine = fc.record({
  key: fc.constantFrom('a:1', 'b:1', 'c:2'),
  output: fc.nat(3),
  timeMs: fc.nat(3),
  stopped: fc.boolean(),
  session: fc.constantFrom('s-1', 's-2', null),
});

const whole = (line: { key: string; output: number; timeMs: number; stopped: boolean; session: string | null }) =>
  ({
    ...line,
    time: `t${line.timeMs}`,
    model: 'm',
    input: 1,
    cacheRead: 0,
    cacheWrite: 0,
    version: null,
    project: null,
  }) satisfies TranscriptUsage;

describe('the book of messages', () => {
  it('agrees with sorting all lines of a message by output, time and order', () => {
    fc.assert(
      fc.property(fc.array(usageLine, { maxLength: 30 }), (lines) => {
        const book = new MessageBook();
        lines.forEach((line, i) => book.add(whole(line), { file: 'f', line: i + 1 }));
        const expected = [...new Set(lines.map(({ key }) => key))].map((key) => {
          const its = lines.map((line, i) => ({ ...line, i })).filter((line) => line.key === key);
          const [best] = its.sort((a, b) => b.output - a.output || b.timeMs - a.timeMs || a.i - b.i);
          return [
            key,
            best?.output,
            best?.timeMs,
            best?.session,
            (best?.i ?? 0) + 1,
            its.some(({ stopped }) => stopped),
          ];
        });
        const found = [...book.all()].map((m) => [m.key, m.output, m.timeMs, m.session, m.place.line, m.stopped]);
        expect(found).toEqual(expected);
      }),
    );
  });

  it('gives the same counters in whatever order the lines come', () => {
    fc.assert(
      fc.property(
        fc
          .array(usageLine, { maxLength: 12 })
          .chain((lines) =>
            fc.tuple(
              fc.constant(lines),
              fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
            ),
          ),
        ([lines, shuffled]) => {
          const counters = (some: typeof lines) => {
            const book = new MessageBook();
            some.forEach((line, i) => book.add(whole(line), { file: 'f', line: i + 1 }));
            return [...book.all()].map((m) => `${m.key} ${m.output} ${m.timeMs} ${m.stopped}`).sort();
          };
          expect(counters(shuffled)).toEqual(counters(lines));
        },
      ),
    );
  });
});
