import type { AuditTrail } from '../../api/answers.js';
import { usePages } from '../../api/use-answer.js';
import { isNobodyYet, useCaller } from '../../api/use-caller.js';
import { dayAfter } from '../../format/windows.js';
import { optionalDate, optionalText, optionalZone, type Chosen } from '../../url/search-state.js';

export const TRAIL_CHOICES = {
  actor: optionalText,
  team: optionalText,
  model: optionalText,
  project: optionalText,
  agent: optionalText,
  source: optionalText,
  /** What a look at one person is for; stands in the ledger, for that person to read. */
  purpose: optionalText,
  /** Days of the zone by when the tokens were used; both included. */
  from: optionalDate,
  to: optionalDate,
  tz: optionalZone,
};
export type TrailChoices = Chosen<typeof TRAIL_CHOICES>;

/** Exact matches; an empty one asks for the events that state none. */
export const TRAIL_FILTERS = ['actor', 'team', 'model', 'project', 'agent', 'source'] as const;
export type TrailFilter = (typeof TRAIL_FILTERS)[number];

const PAGE_SIZE = 50;

/** Below auditor everybody sees their own events only: those are asked for without being chosen. */
export function useTrail({ from, to, tz, purpose, actor, ...filters }: TrailChoices) {
  const known = useCaller();
  const seesAll = !known || known.minGroup === null;
  const own = seesAll ? null : known.actor;
  const nobody = isNobodyYet(known) && actor === null;
  const asked = {
    ...filters,
    actor: actor ?? own,
    purpose: actor === null ? null : purpose,
    from,
    to: to === null ? null : dayAfter(to),
    tz,
  };
  const trail = usePages<AuditTrail>(
    '/v1/events',
    { ...asked, limit: PAGE_SIZE },
    { enabled: known !== undefined && !nobody },
  );
  return { trail, asked, seesAll, nobody };
}
