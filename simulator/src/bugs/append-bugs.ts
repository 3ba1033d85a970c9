import {
  OutcomeUnknown,
  WrongExpectedRevision,
  type Appended,
  type ExpectedRevision,
  type LedgerStore,
  type NewEvent,
  type NonEmpty,
  type Position,
  type Revision,
} from '@tallystick/ledger-store';
import { appendAtEnd } from './append-at-end.js';
import type { Bug } from './bug.js';
import { changed } from './changed.js';

type Append = LedgerStore['append'];

/** Mistakes in how an append is made. */
export const appendBugs: readonly Bug[] = [
  {
    name: 'no revision check: appends at whatever is the end',
    plant: { store: (port) => appending(port, (stream, events) => appendAtEnd(port, stream, events)) },
    breaks: ['one writer a stream', 'duplicates stay outside', 'decisions follow one another'],
  },
  {
    name: 'appends blindly again after an unknown outcome',
    plant: {
      store: (port) =>
        appending(port, (stream, events, expected) =>
          port.append(stream, events, expected).catch((error: unknown) => {
            if (!(error instanceof OutcomeUnknown)) throw error;
            return appendAtEnd(port, stream, events);
          }),
        ),
    },
    breaks: ['one writer a stream', 'decisions follow one another'],
  },
  {
    name: 'a zombie reads the revision anew and goes on, without asking whether the partition is its own',
    plant: {
      store: (port) =>
        appending(port, (stream, events, expected) =>
          port.append(stream, events, expected).catch((error: unknown) => {
            if (!(error instanceof WrongExpectedRevision)) throw error;
            return appendAtEnd(port, stream, events);
          }),
        ),
    },
    breaks: ['one writer a stream', 'duplicates stay outside', 'decisions follow one another'],
  },
  {
    name: 'takes an unknown outcome for a stored append',
    plant: {
      store: (port) =>
        appending(port, (stream, events, expected) =>
          port.append(stream, events, expected).catch((error: unknown) => {
            if (!(error instanceof OutcomeUnknown)) throw error;
            return guessed(port, events, expected);
          }),
        ),
    },
    breaks: ['answers are true', 'commits come last', 'nothing is lost'],
  },
  {
    name: 'answers before the append is durable',
    plant: {
      store: (port) =>
        appending(port, async (stream, events, expected) => {
          const answer = await guessed(port, events, expected);
          port.append(stream, events, expected).catch(() => undefined);
          return answer;
        }),
    },
    breaks: ['answers are true', 'commits come last', 'nothing is lost'],
  },
];

const appending = (port: LedgerStore, append: Append): LedgerStore => changed(port, { append });

/** Tells everything, as the embedded ledger does: whatever is left open, the writer reads back. */
async function guessed(port: LedgerStore, events: NonEmpty<NewEvent>, expected: ExpectedRevision): Promise<Appended> {
  const tail = await port.tail();
  const first = expected === 'no-stream' ? 0n : expected + 1n;
  return {
    firstRevision: first as Revision,
    lastRevision: (first + BigInt(events.length) - 1n) as Revision,
    positions: events.map((_, at) => (tail + BigInt(at + 1)) as Position),
    previousTail: tail,
  };
}
