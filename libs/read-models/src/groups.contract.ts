import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '@tallystick/ledger-store';
import { DateTime } from 'luxon';
import { GROUP_KINDS, GROUP_SUMS } from './groups/group-book.js';
import type { GroupRow } from './groups/group-book.js';
import type { ReadModels } from './read-models.js';
import { foldInBatches } from './testing/fold-in-batches.js';
import { events, ledgerOf, madeUpEvents, plain, ZONES } from './testing/made-up-ledger.js';
import { statuses, subjectOf } from './testing/recount.js';
import type { Counted } from './testing/recount.js';

const START = 0n as Position;
const dayOf = (ms: number, zone: string): number => {
  const { year, month, day } = DateTime.fromMillis(ms, { zone });
  return Date.UTC(year, month - 1, day) / 86_400_000;
};

/** What every adapter must know of the people behind the boards of groups. */
export function describeGroups(fresh: (timeZone?: string, now?: () => number) => Promise<ReadModels>): void {
  describe('with groups', () => {
    it('knows the people and sums of every subject and whole day, as a recount does, while the ledger goes on', async () => {
      await fc.assert(
        fc.asyncProperty(madeUpEvents, fc.constantFrom(...ZONES), fc.nat(40), async (made, zone, cut) => {
          const ledger = ledgerOf(made);
          const nowMs = Date.parse('2025-10-26T12:00:00Z');
          const models = await fresh(zone, () => nowMs);
          await foldInBatches(models, ledger.slice(0, cut), [7]);
          await models.groups({ fresh: true });
          for (const event of ledger.slice(cut)) await models.fold((await models.checkpoint()).position, [event]);
          const book = await models.groups({ fresh: true });
          expect(book.at).toEqual(await models.checkpoint());
          const counted = statuses(ledger).filter(
            ({ counts, atMs }) => counts && dayOf(atMs, zone) < dayOf(nowMs, zone),
          );
          expect(told(book.rows.everybody)).toEqual(recounted(counted, zone));
          for (const kind of GROUP_KINDS) {
            const subjects = new Set(counted.map((event) => subjectOf(event, kind) ?? ''));
            expect(new Set(book.rows.kinds.get(kind)?.keys())).toEqual(subjects);
            for (const subject of subjects) {
              const its = counted.filter((event) => (subjectOf(event, kind) ?? '') === subject);
              expect(told(book.rows.kinds.get(kind)!.get(subject)!)).toEqual(recounted(its, zone));
            }
          }
        }),
        { numRuns: 15 },
      );
    });

    it('takes a day in once it is over', async () => {
      let nowMs = plain.occurredAtMs;
      const models = await fresh('UTC', () => nowMs);
      await models.fold(START, events({ team: 'a' }, { team: 'a', actor: 1 }));
      expect((await models.groups({ fresh: true })).rows.everybody.days).toEqual([]);
      nowMs += 86_400_000;
      const book = await models.groups({ fresh: true });
      expect(told(book.rows.kinds.get('teams')!.get('a')!)).toEqual([
        [dayOf(plain.occurredAtMs, 'UTC'), 2, [2, 0, 0, 0, 0, 2]],
      ]);
      // nothing changed since: the same object, so that what was worked out from it holds
      expect((await models.groups({ fresh: true })).rows).toBe(book.rows);
    });
  });
}

const told = (row: GroupRow) => row.days.map((day, i) => [day, row.people[i]!.length, [...row.sums[i]!]]);

function recounted(events: readonly Counted[], zone: string) {
  const days = [...new Set(events.map(({ atMs }) => dayOf(atMs, zone)))].sort((a, b) => a - b);
  return days.map((day) => {
    const its = events.filter(({ atMs }) => dayOf(atMs, zone) === day);
    const sums = GROUP_SUMS.map((name) =>
      its.reduce((sum, { data }) => sum + (name === 'events' ? 1 : Number((data['tokens'] as never)[name])), 0),
    );
    return [day, new Set(its.map(({ data }) => data['actor'])).size, sums];
  });
}
