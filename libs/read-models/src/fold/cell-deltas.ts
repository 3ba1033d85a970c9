import { SUBJECTS } from '../read-models.js';
import type { Subject } from '../read-models.js';
import { ALL_TIME, COARSE_WINDOWS, windowStarts } from '../calendar/window-starts.js';
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

/** Sums of the events folded since the last flush, by local day; the coarser windows are sums of days. */
export class CellDeltas {
  private readonly days = new Map<string, DayCells>();
  /** Day cells held; bounds the memory of a long transaction. */
  size = 0;

  add(fact: CountedUsage, day: string): void {
    let cells = this.days.get(day);
    if (cells === undefined) {
      cells = DIMENSIONS.map(() => new Map<string, CellDelta>());
      this.days.set(day, cells);
    }
    for (let i = 0; i < DIMENSIONS.length; i++) {
      const subject = DIMENSIONS[i]!.subjectOf(fact);
      const bySubject = cells[i]!;
      let delta = bySubject.get(subject);
      if (delta === undefined) {
        delta = emptyDelta();
        bySubject.set(subject, delta);
        this.size++;
      }
      delta.input += fact.input;
      delta.output += fact.output;
      delta.cacheRead += fact.cacheRead;
      delta.cacheWrite += fact.cacheWrite;
      delta.reasoning += fact.reasoning;
      delta.events++;
    }
  }

  /** In the order of the primary key, so that writes walk the index. */
  dayCells(): Cell[] {
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

/** Sums day cells into the coarser windows; a day cell that is new makes its subject active on one day more. */
export function coarseCells(days: readonly Cell[], isNewDay: (cell: Cell) => boolean): Cell[] {
  const cells: Cell[] = [];
  for (const window of COARSE_WINDOWS) {
    const sums = new Map<string, Cell>();
    for (const day of days) {
      const start = window === 'all' ? ALL_TIME : windowStarts(day.key.start)[window];
      const id = `${day.key.kind}\t${start}\t${day.key.subject}`;
      let sum = sums.get(id);
      if (sum === undefined) {
        sum = { key: { kind: day.key.kind, window, start, subject: day.key.subject }, delta: emptyDelta() };
        sums.set(id, sum);
        cells.push(sum);
      }
      sum.delta.input += day.delta.input;
      sum.delta.output += day.delta.output;
      sum.delta.cacheRead += day.delta.cacheRead;
      sum.delta.cacheWrite += day.delta.cacheWrite;
      sum.delta.reasoning += day.delta.reasoning;
      sum.delta.events += day.delta.events;
      if (isNewDay(day)) sum.delta.activeDays++;
    }
  }
  return cells;
}

const emptyDelta = (): CellDelta => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  reasoning: 0,
  events: 0,
  activeDays: 0,
});
