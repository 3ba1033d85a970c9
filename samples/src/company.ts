import type { Random } from './random.js';

export interface Person {
  readonly subject: string;
  /** Sessions on a working day, on average. */
  readonly sessionsADay: number;
  /** Hour of the office's day at which work begins. */
  readonly beginsAt: number;
}
export interface Team {
  readonly name: string;
  readonly projects: readonly string[];
  /** Office's distance from UTC in minutes; its events are written with it. */
  readonly offsetMinutes: number;
  readonly people: readonly Person[];
}

const TEAM_NAMES = [
  'payments',
  'checkout',
  'search',
  'mobile',
  'platform',
  'data',
  'security',
  'support',
  'growth',
  'logistics',
  'research',
  'design',
];
const OFFICES = [0, 60, 60, 120, 330, -300];
const PROJECTS_A_TEAM = 3;

/** A made-up company. People are spread unevenly over the teams; a few of them use far more than the rest. */
export function madeUpCompany(random: Random, people: number, teams: number): Team[] {
  const members = Array.from({ length: teams }, (): Person[] => []);
  for (let number = 1; number <= people; number++) {
    // the first ones make sure that no team is empty
    const team = number <= teams ? number - 1 : Math.floor(random.next() * random.next() * teams);
    members[team]!.push({
      subject: `person-${String(number).padStart(3, '0')}@made-up.example`,
      sessionsADay: Math.min(8, 0.3 + random.skewed(90, 0.9) / 100),
      beginsAt: random.integer(7, 10),
    });
  }
  return members.map((people, index) => {
    const name = `made-up-${TEAM_NAMES[index % TEAM_NAMES.length]}${index < TEAM_NAMES.length ? '' : `-${Math.floor(index / TEAM_NAMES.length) + 1}`}`;
    const projects = Array.from({ length: PROJECTS_A_TEAM }, (_, project) => `${name}-project-${project + 1}`);
    return { name, projects, offsetMinutes: OFFICES[index % OFFICES.length]!, people };
  });
}
