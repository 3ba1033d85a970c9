import { madeUpCompany, type Team } from './company.js';
import { Random } from './random.js';
import { SAMPLE_SOURCE, type SampleEvent } from './sample-event.js';
import { nightRun, session, type Call } from './work.js';

export interface SampleOptions {
  /** The same options give the same events, to the byte. Default 1. */
  readonly seed?: number;
  /** Default 200. */
  readonly people?: number;
  /** Default 12; at most as many as people. */
  readonly teams?: number;
  /** Default 6. */
  readonly weeks?: number;
  /** No event lies after this instant, ms since the epoch. */
  readonly endMs: number;
  /** Share of events that arrive hours to nine days after the tokens were used. Default 0.02. */
  readonly lateShare?: number;
  /** Share of events that arrive a second time, unchanged. Default 0.015. */
  readonly duplicateShare?: number;
}

/** How many can be active in a team of the sample: its people and its automation account. */
export interface SampleTeam {
  readonly name: string;
  readonly size: number;
}

interface Arrival {
  readonly atMs: number;
  readonly event: SampleEvent;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The usage of a made-up company in the order in which it arrives: working hours in several offices, agents that run on
 * their own at night, late events, duplicates. About 80,000 events by default.
 */
export function* sampleUsage(options: SampleOptions): Generator<SampleEvent, void, undefined> {
  const { seed, people, teams, weeks } = shapeOf(options);
  const { endMs, lateShare = 0.02, duplicateShare = 0.015 } = options;
  const random = new Random(seed);
  const company = madeUpCompany(random, people, teams);
  // an id never stands for two different events, whatever samples one ledger is given
  const idPrefix = `${seed}-${new Date(endMs).toISOString().slice(0, 10)}-${people}x${teams}x${weeks}-`;
  const firstDayMs = Math.floor(endMs / DAY_MS) * DAY_MS - (weeks * 7 - 1) * DAY_MS;
  let count = 0;
  let waiting: Arrival[] = [];
  for (let dayMs = firstDayMs; dayMs <= endMs; dayMs += DAY_MS) {
    for (const { startMs, subject, offsetMinutes, calls } of dayOfWork(random, company, dayMs)) {
      let atMs = startMs;
      for (const { afterMs, data } of calls) {
        atMs += afterMs;
        if (atMs > endMs) break;
        const event = sampleEvent(`${idPrefix}${String(++count).padStart(6, '0')}`, atMs, subject, offsetMinutes, data);
        const delayMs = random.chance(lateShare) ? random.integer(2 * HOUR_MS, 9 * DAY_MS) : random.integer(50, 4_000);
        waiting.push({ atMs: Math.min(atMs + delayMs, endMs), event });
        if (random.chance(duplicateShare)) {
          waiting.push({ atMs: Math.min(atMs + delayMs + random.integer(1_000, 2 * DAY_MS), endMs), event });
        }
      }
    }
    // nothing that begins tomorrow can arrive today (offices east of UTC begin the evening before)
    const settledMs = dayMs + DAY_MS > endMs ? Infinity : dayMs + DAY_MS - 12 * HOUR_MS;
    waiting.sort((one, other) => one.atMs - other.atMs);
    const open = waiting.findIndex(({ atMs }) => atMs >= settledMs);
    const settled = open < 0 ? waiting : waiting.slice(0, open);
    waiting = open < 0 ? [] : waiting.slice(open);
    for (const { event } of settled) yield event;
  }
}

/** The teams of the same options' usage. */
export function sampleTeams(options: Omit<SampleOptions, 'endMs'> = {}): SampleTeam[] {
  const { seed, people, teams } = shapeOf(options);
  return madeUpCompany(new Random(seed), people, teams).map(({ name, people }) => ({ name, size: people.length + 1 }));
}

function shapeOf({ seed = 1, people = 200, teams = 12, weeks = 6 }: Omit<SampleOptions, 'endMs'>) {
  return { seed, people, teams: Math.min(teams, people), weeks };
}

interface Work {
  readonly startMs: number;
  readonly subject: string;
  readonly offsetMinutes: number;
  readonly calls: readonly Call[];
}

function* dayOfWork(random: Random, company: readonly Team[], dayMs: number): Generator<Work> {
  const weekend = [0, 6].includes(new Date(dayMs).getUTCDay());
  const day = new Date(dayMs).toISOString().slice(0, 10);
  for (const { name, projects, offsetMinutes, people } of company) {
    const officeMs = dayMs - offsetMinutes * 60_000;
    for (const { subject, sessionsADay, beginsAt } of people) {
      const sessions = Math.floor(sessionsADay * (weekend ? 0.04 : 1) + random.next());
      for (let left = sessions; left > 0; left--) {
        const startMs = officeMs + Math.round((beginsAt + random.next() * 9) * HOUR_MS);
        // as an attribute it is stored as it comes: it must not name the person
        const label = `made-up-${random.integer(0, 0xffffffff).toString(16)}`;
        yield { startMs, subject, offsetMinutes, calls: session(random, label, name, random.pick(projects)) };
      }
    }
    for (let run = random.integer(0, 2); run > 0; run--) {
      const startMs = officeMs + Math.round((1 + random.next() * 4) * HOUR_MS);
      const subject = `automation.${name}@made-up.example`;
      const calls = nightRun(random, `${name}-night-${day}-${run}`, name, random.pick(projects));
      yield { startMs, subject, offsetMinutes, calls };
    }
  }
}

function sampleEvent(
  id: string,
  atMs: number,
  subject: string,
  offsetMinutes: number,
  data: SampleEvent['data'],
): SampleEvent {
  return {
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: SAMPLE_SOURCE,
    id,
    time: officeTime(atMs, offsetMinutes),
    subject,
    datacontenttype: 'application/json',
    data,
  };
}

function officeTime(atMs: number, offsetMinutes: number): string {
  const wall = new Date(atMs + offsetMinutes * 60_000).toISOString();
  if (offsetMinutes === 0) return wall;
  const minutes = Math.abs(offsetMinutes);
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0');
  const mm = String(minutes % 60).padStart(2, '0');
  return `${wall.slice(0, -1)}${offsetMinutes < 0 ? '-' : '+'}${hh}:${mm}`;
}
