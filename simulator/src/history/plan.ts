import { Random } from '@tallystick/samples';

/** Everything that can go wrong, with the highest chance of it (at each port call, or at each step of the world). */
export const FAULTS = {
  // at each append
  'append refused': 0.2,
  'append unknown, not stored': 0.2,
  'append unknown, stored': 0.2,
  'append unknown, stored later': 0.15,
  'append slow': 0.3,
  // at each other call
  'read fails': 0.1,
  'vault fails': 0.15,
  'vault answer lost': 0.15,
  'dead letters refused': 0.2,
  'dead letters answer lost': 0.2,
  'broker unreachable': 0.3,
  'commit refused': 0.15,
  'commit answer lost': 0.15,
  'wake-up lost': 0.7,
  'answer late': 0.8,
  // at each step
  crash: 0.02,
  'graceful stop': 0.01,
  freeze: 0.02,
  rebalance: 0.04,
  'news late': 0.8,
  'zombie commits': 0.5,
  'ledger down': 0.01,
  'dead-letter topic down': 0.01,
  'projector crash': 0.05,
  'two projectors': 0.5,
  // at each restart
  'index deleted': 0.4,
  'index stale': 0.6,
  // of producers
  resend: 0.3,
  conflict: 0.3,
  decision: 0.6,
  'decision without a key': 0.3,
  garbage: 0.2,
  'client gives up': 0.3,
  // between two phases
  'topic made anew': 0.3,
  'ledger made anew': 0.15,
  retention: 0.5,
  'person forgotten': 0.5,
} as const;

export type Fault = keyof typeof FAULTS;

/** One history, drawn from its seed. */
export interface Plan {
  readonly seed: number;
  /** What producers do before each rest. */
  readonly actions: readonly number[];
  readonly instances: number;
  readonly partitions: number;
  /** Different usage events: fewer mean more duplicates. */
  readonly identities: number;
  readonly batchRecords: number;
  readonly sliceRecords: number;
  readonly appendEvents: number;
  readonly pageEvents: number;
  /** What an append's answer says: stores differ. */
  readonly appendTells: 'everything' | 'positions' | 'revisions';
  readonly chances: Readonly<Partial<Record<Fault, number>>>;
}

/** What a failing history may be made smaller by. */
export interface Cut {
  readonly without?: readonly Fault[];
  /** Actions in all phases together. */
  readonly atMostActions?: number;
  readonly oneInstance?: boolean;
}

/** Each history has faults of its own: with all of them at once, few would ever get far. */
export function drawPlan(seed: number, cut: Cut = {}): Plan {
  const random = new Random(seed);
  const share = random.pick([0, 0.15, 0.4, 0.7, 1]);
  const chances: Partial<Record<Fault, number>> = {};
  for (const [fault, most] of Object.entries(FAULTS) as [Fault, number][]) {
    const chance = random.chance(share) ? most * random.next() : 0;
    if (chance > 0 && cut.without?.includes(fault) !== true) chances[fault] = chance;
  }
  let left = cut.atMostActions ?? Infinity;
  const actions = Array.from({ length: random.integer(1, 3) }, () => random.integer(2, 14)).map((wanted) => {
    const taken = Math.min(wanted, left);
    left -= taken;
    return taken;
  });
  const instances = random.pick([1, 2, 2, 3]);
  return {
    seed,
    actions,
    instances: cut.oneInstance === true ? 1 : instances,
    partitions: random.integer(1, 3),
    identities: random.pick([3, 10, 40]),
    batchRecords: random.pick([1, 3, 7, 20]),
    sliceRecords: random.pick([1, 2, 4, 20]),
    appendEvents: random.pick([1, 2, 5, 50]),
    pageEvents: random.pick([1, 3, 10, 100]),
    appendTells: random.pick(['everything', 'positions', 'revisions'] as const),
    chances,
  };
}
