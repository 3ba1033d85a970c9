import type { UsageDecisionEvent } from '@tallystick/events';
import { UsageDecisions, type TakenDecision } from '@tallystick/ledger/intake';
import { WrongExpectedRevision } from '@tallystick/ledger-store';
import { appendAtEnd } from './append-at-end.js';
import type { Bug } from './bug.js';
import { changed } from './changed.js';

/** Mistakes with corrections and voids. */
export const decisionBugs: readonly Bug[] = [
  {
    name: 'a decision is appended although another came between',
    plant: {
      decisions: (store, ...parts) => {
        const careless = changed(store, {
          append: (stream, events, expected) =>
            store.append(stream, events, expected).catch((error: unknown) => {
              if (!(error instanceof WrongExpectedRevision)) throw error;
              return appendAtEnd(store, stream, events);
            }),
        });
        return new UsageDecisions(careless, ...parts);
      },
    },
    breaks: ['decisions follow one another'],
  },
  {
    name: 'the idempotency key of a decision is forgotten',
    plant: { decisions: (...parts) => new Forgetful(...parts) },
    breaks: ['decisions follow one another', 'answers are true'],
  },
];

class Forgetful extends UsageDecisions {
  override take<Data extends UsageDecisionEvent['data']>(
    ...[about, said, decide, { caller }]: Parameters<typeof UsageDecisions.prototype.take<Data>>
  ): Promise<TakenDecision> {
    return super.take(about, said, decide, { caller, idempotencyKey: undefined });
  }
}
