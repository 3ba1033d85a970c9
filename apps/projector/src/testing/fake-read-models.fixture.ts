import { START, type LedgerEvent, type Position } from '@tallystick/ledger-store';
import { Fenced, Poison, type Checkpoint, type ReadModels } from '@tallystick/read-models';

/** Rows that several fakes share, as two projectors share a database. */
export interface FakeTables {
  position: Position;
  recordedAt: string | null;
  readonly folded: bigint[];
  readonly batchSizes: number[];
}

export const fakeTables = (): FakeTables => ({ position: START, recordedAt: null, folded: [], batchSizes: [] });

export interface FakeReadModels extends ReadModels {
  /** Called at the start of each fold: throw to fail it, await to hold it. */
  beforeFold: (events: readonly LedgerEvent[]) => void | Promise<void>;
  /** Called after the tables changed: throw for "failed but stored". */
  afterFold: () => void;
  beforeCheckpoint: () => void;
  closed: boolean;
}

/** Keeps the port's promises about checkpoint and fencing; answers no questions. */
export function fakeReadModels(tables: FakeTables, ledgerId: string): FakeReadModels {
  const checkpoint = (): Checkpoint => ({
    ledgerId,
    position: tables.position,
    recordedAt: tables.recordedAt,
    logSize: tables.folded.length,
  });
  const noAnswers = (): never => {
    throw new Error('the fake answers no questions');
  };
  const fake: FakeReadModels = {
    beforeFold: () => undefined,
    afterFold: () => undefined,
    beforeCheckpoint: () => undefined,
    closed: false,
    async checkpoint() {
      fake.beforeCheckpoint();
      return checkpoint();
    },
    async fold(after, events) {
      await fake.beforeFold(events);
      if (after !== tables.position) throw new Fenced(after, tables.position);
      const last = events.at(-1);
      if (!last) throw new Error('a batch without events');
      tables.folded.push(...events.map(({ position }) => position));
      tables.batchSizes.push(events.length);
      tables.position = last.position;
      tables.recordedAt = String(last.metadata['recordedAt']);
      fake.afterFold();
      return checkpoint();
    },
    async foldPages(after, pages) {
      let folded = { ...checkpoint(), position: after };
      for await (const page of pages) {
        try {
          folded = await fake.fold(folded.position, page);
        } catch (error) {
          // As the port has it: what stands before a poisoned event is folded, and it throws when it comes first.
          if (!(error instanceof Poison)) throw error;
          const sound = page.filter(({ position }) => position < error.position);
          if (sound.length === 0 && folded.position === after) throw error;
          return sound.length === 0 ? folded : await fake.fold(folded.position, sound);
        }
      }
      return folded;
    },
    rebuild: noAnswers,
    leaderboard: noAnswers,
    usage: noAnswers,
    events: noAnswers,
    groups: noAnswers,
    groupCosts: noAnswers,
    own: noAnswers,
    house: noAnswers,
    namedAmong: noAnswers,
    views: noAnswers,
    explain: noAnswers,
    prices: noAnswers,
    decisions: noAnswers,
    digest: noAnswers,
    positionAsOf: noAnswers,
    async close() {
      fake.closed = true;
    },
  };
  return fake;
}
