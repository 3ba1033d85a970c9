import { commitNote, type IntakeLane } from '@tallystick/ledger/intake';
import type { BatchOutcome, RecordBatch } from '@tallystick/messaging';
import { START } from '@tallystick/ledger-store';
import { USAGE_TOPIC } from '../world/world.js';
import type { Bug } from './bug.js';
import { changed } from './changed.js';

/** Mistakes in what is committed, where a partition starts, and what becomes of bad records. */
export const kafkaBugs: readonly Bug[] = [
  {
    name: 'commits before it appends',
    plant: {
      handler: (intake, lane) =>
        changed(intake, {
          handle: (batch) => {
            void intake.handle(batch);
            return Promise.resolve(allAnswered(batch, lane));
          },
        }),
    },
    breaks: ['commits come last'],
  },
  {
    name: 'goes on behind a batch that it could not take',
    plant: {
      handler: (intake, lane) =>
        changed(intake, {
          handle: async (batch) => {
            const outcome = await intake.handle(batch);
            return outcome.kind === 'pause' ? allAnswered(batch, lane) : outcome;
          },
        }),
    },
    breaks: ['commits come last'],
  },
  {
    name: 'skips records by the committed offset alone',
    plant: {
      handler: (intake) =>
        changed(intake, {
          assigned: async (partition) => {
            const start = await intake.assigned(partition);
            const committed = partition.committed?.offset ?? 0n;
            return committed > start ? committed : start;
          },
        }),
    },
    breaks: ['commits come last', 'nothing is lost', 'dead letters are exact', 'it goes on by itself'],
  },
  {
    name: "believes the commit of another ledger's group, or of another topic",
    plant: {
      handler: (intake, lane, { world }) =>
        changed(intake, {
          assigned: (partition) => {
            const { committed } = partition;
            if (committed === null || committed.offset === 0n) return intake.assigned(partition);
            const [below] = world.broker.read(USAGE_TOPIC, partition.partition, committed.offset - 1n, 1);
            if (below === undefined) return intake.assigned(partition);
            const note = commitNote(lane.store.ledgerId, START, below);
            return intake.assigned({ ...partition, committed: { ...committed, note } });
          },
        }),
    },
    breaks: ['commits come last', 'nothing is lost', 'dead letters are exact'],
  },
  {
    name: 'never comes back to a paused partition',
    plant: {
      handler: (intake) =>
        changed(intake, {
          handle: async (batch) => {
            const outcome = await intake.handle(batch);
            return outcome.kind === 'pause' ? new Promise<never>(() => undefined) : outcome;
          },
        }),
    },
    breaks: ['it goes on by itself'],
  },
  {
    name: 'writes dead letters after the commit',
    plant: {
      deadLetters: (port) =>
        changed(port, {
          send: (letters) => {
            port.send(letters).catch(() => undefined);
            return Promise.resolve();
          },
        }),
    },
    breaks: ['commits come last', 'dead letters are exact'],
  },
  {
    name: 'goes on when dead letters are refused',
    plant: { deadLetters: (port) => changed(port, { send: (letters) => port.send(letters).catch(() => undefined) }) },
    breaks: ['commits come last', 'dead letters are exact'],
  },
];

function allAnswered(batch: RecordBatch, lane: IntakeLane): BatchOutcome {
  const last = batch.records.at(-1)!;
  const note = commitNote(lane.store.ledgerId, lane.follower.seenUpTo(), last);
  return { kind: 'answered', nextOffset: BigInt(last.offset) + 1n, note };
}
