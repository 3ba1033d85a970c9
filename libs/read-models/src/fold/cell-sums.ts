import type { UsageCost } from '@tallystick/domain';
import type { TokenBuckets } from '@tallystick/events';
import { SUBJECTS } from '../read-models.js';
import type { Subject } from '../read-models.js';
import { COARSE_WINDOWS, windowStarts } from '../calendar/window-starts.js';
import { ExactSum } from './exact-sum.js';
import type { UsageFact } from './usage-fact.js';

/** What events add to one cell. A million events of the largest size still fit a double exactly. */
export interface CellDelta {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  reasoning: number;
  events: number;
  activeDays: number;
  /** 10^-15 USD; null where no price was involved. */
  cost: ExactSum | null;
  pricedTokens: number;
}
export interface CellKey {
  readonly kind: Subject;
  readonly window: (typeof COARSE_WINDOWS)[number] | 'day';
  readonly start: string;
  readonly subject: string;
}
export interface Cell {
  readonly key: CellKey;
  readonly delta: CellDelta;
}

export const NOT_STATED = '';
/** What the boards need of an event. */
export type CountedUsage = Pick<
  UsageFact,
  | 'actor'
  | 'team'
  | 'model'
  | 'project'
  | 'agent'
  | 'source'
  | 'input'
  | 'output'
  | 'cacheRead'
  | 'cacheWrite'
  | 'reasoning'
>;
const SUBJECT_OF: Readonly<Record<Subject, (usage: CountedUsage) => string>> = {
  actors: (fact) => fact.actor,
  teams: (fact) => fact.team ?? NOT_STATED,
  models: (fact) => fact.model,
  projects: (fact) => fact.project ?? NOT_STATED,
  agents: (fact) => fact.agent ?? NOT_STATED,
  sources: (fact) => fact.source,
};
const DIMENSIONS = SUBJECTS.map((kind) => ({ kind, subjectOf: SUBJECT_OF[kind] }));

type DayCells = readonly Map<string, CellDelta>[];

/** What changed since the last flush, by local day; the coarser windows are sums of days. */
export class DaySums {
  private readonly days = new Map<string, DayCells>();
  /** Day cells held; bounds the memory of a long transaction. */
  size = 0;

  /** @param events 1; -1 takes the usage off, whose tokens and cost are then below zero */
  add(fact: CountedUsage, day: string, events: 1 | -1, cost: UsageCost | null): void {
    const cells = this.cellsOf(day);
    for (let i = 0; i < DIMENSIONS.length; i++) {
      const delta = this.deltaOf(cells[i]!, DIMENSIONS[i]!.subjectOf(fact));
      addTo(delta, fact);
      delta.events += events;
      if (cost !== null) addCost(delta, cost);
    }
  }

  /** Another cost of usage that was added before. @param kind place in SUBJECTS */
  addCost(kind: number, day: string, subject: string, cost: UsageCost): void {
    addCost(this.deltaOf(this.cellsOf(day)[kind]!, subject), cost);
  }

  private cellsOf(day: string): DayCells {
    let cells = this.days.get(day);
    if (cells === undefined) {
      cells = DIMENSIONS.map(() => new Map<string, CellDelta>());
      this.days.set(day, cells);
    }
    return cells;
  }

  private deltaOf(bySubject: Map<string, CellDelta>, subject: string): CellDelta {
    let delta = bySubject.get(subject);
    if (delta === undefined) {
      delta = emptyDelta();
      bySubject.set(subject, delta);
      this.size++;
    }
    return delta;
  }

  /** In the order of the primary key, so that writes walk the index. */
  cells(): Cell[] {
    const cells: Cell[] = [];
    const days = [...this.days].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [i, { kind }] of DIMENSIONS.entries()) {
      for (const [start, byKind] of days) {
        const subjects = [...byKind[i]!].sort(([a], [b]) => (a < b ? -1 : 1));
        for (const [subject, delta] of subjects) cells.push({ key: { kind, window: 'day', start, subject }, delta });
      }
    }
    return cells;
  }

  clear(): void {
    this.days.clear();
    this.size = 0;
  }
}

interface CoarseWindow extends Omit<CellKey, 'subject'> {
  readonly bySubject: Map<string, Cell>;
}

/** Sums of day cells in the coarser windows, over as many days as a transaction folds. */
export class CoarseSums {
  private readonly windows = new Map<string, CoarseWindow>();
  /** Cells held; bounds the memory of a long transaction. */
  size = 0;

  /** @param activeDaysOf 1 for a day cell that is new, -1 for one that is gone, else 0 */
  add(days: readonly Cell[], activeDaysOf: (cell: Cell) => number): void {
    let last: CellKey | undefined;
    let around: readonly CoarseWindow[] = [];
    for (const day of days) {
      if (day.key.kind !== last?.kind || day.key.start !== last.start) around = this.around(day.key);
      last = day.key;
      const activeDays = activeDaysOf(day);
      for (const window of around) this.addTo(window, day, activeDays);
    }
  }

  private around({ kind, start: day }: CellKey): CoarseWindow[] {
    const starts = windowStarts(day);
    return COARSE_WINDOWS.map((window) => {
      const start = starts[window];
      const id = `${kind} ${window} ${start}`;
      let found = this.windows.get(id);
      if (found === undefined) this.windows.set(id, (found = { kind, window, start, bySubject: new Map() }));
      return found;
    });
  }

  private addTo(
    { bySubject, kind, window, start }: CoarseWindow,
    { key: { subject }, delta }: Cell,
    activeDays: number,
  ) {
    let sum = bySubject.get(subject);
    if (sum === undefined) {
      sum = { key: { kind, window, start, subject }, delta: emptyDelta() };
      bySubject.set(subject, sum);
      this.size++;
    }
    addTo(sum.delta, delta);
    sum.delta.events += delta.events;
    sum.delta.activeDays += activeDays;
    if (delta.cost === null) return;
    (sum.delta.cost ??= new ExactSum()).addAll(delta.cost);
    sum.delta.pricedTokens += delta.pricedTokens;
  }

  /** Each window in the order of the primary key. */
  cells(): Cell[] {
    return [...this.windows.values()].flatMap(({ bySubject }) =>
      [...bySubject.values()].sort((a, b) => (a.key.subject < b.key.subject ? -1 : 1)),
    );
  }

  clear(): void {
    this.windows.clear();
    this.size = 0;
  }
}

/** Cells that events were added to, and cells that were only changed or lost some; those that nothing came to are left out. */
export function bySign(cells: readonly Cell[]): { growing: Cell[]; shrinking: Cell[] } {
  const growing: Cell[] = [];
  const shrinking: Cell[] = [];
  for (const cell of cells) {
    if (cell.delta.events > 0) growing.push(cell);
    else if (Object.values(cell.delta).some((change) => change !== 0 && change !== null)) shrinking.push(cell);
  }
  return { growing, shrinking };
}

function addCost(sum: CellDelta, { femtoUsd, pricedTokens }: UsageCost): void {
  (sum.cost ??= new ExactSum()).add(femtoUsd);
  sum.pricedTokens += pricedTokens;
}

function addTo(sum: CellDelta, more: TokenBuckets): void {
  sum.input += more.input;
  sum.output += more.output;
  sum.cacheRead += more.cacheRead;
  sum.cacheWrite += more.cacheWrite;
  sum.reasoning += more.reasoning;
}

const emptyDelta = (): CellDelta => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
  events: 0,
  activeDays: 0,
  cost: null,
  pricedTokens: 0,
});
