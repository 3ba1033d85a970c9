import type { Subject, UsageFilter } from '@tallystick/read-models';

/** Every name that a subject answers to in a query: the plural of the boards and the singular of the events. */
export const SUBJECT_NAMES = {
  actors: 'actors',
  actor: 'actors',
  teams: 'teams',
  team: 'teams',
  models: 'models',
  model: 'models',
  projects: 'projects',
  project: 'projects',
  agents: 'agents',
  agent: 'agents',
  sources: 'sources',
  source: 'sources',
} as const satisfies Record<string, Subject>;
export type SubjectName = keyof typeof SUBJECT_NAMES;

export const isSubjectName = (text: string): text is SubjectName => Object.hasOwn(SUBJECT_NAMES, text);

/** A filter's member by every name that it answers to. */
export const FILTER_NAMES = [
  ['actor', 'actors'],
  ['team', 'teams'],
  ['model', 'models'],
  ['project', 'projects'],
  ['agent', 'agents'],
  ['source', 'sources'],
] as const satisfies readonly (readonly [keyof UsageFilter, Subject])[];
