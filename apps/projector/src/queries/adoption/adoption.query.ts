import { Inject } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { compareUtf8, countPeople } from '@tallystick/domain';
import { SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import type { RosterRow } from '@tallystick/read-models';
import { GroupLimits, smallName, tooSmall, type Groups } from '../privacy/groups.js';
import { HouseRules, type Policy } from '../privacy/house-rules.js';
import { Privacy } from '../privacy/privacy.js';
import type { AsOf } from '../standpoint/as-of.js';
import { Standpoint } from '../standpoint/standpoint.js';
import { dateName, DEFAULT_TARGET_PERCENT, weekName, weekStart, type AdoptionParams } from './adoption.params.js';
import { adoptionOf, rosteredTeams, sizesOf, teamRows, type TeamAdoption, type Week } from './team-adoption.js';

export interface AdoptionReply {
  readonly week: string;
  /** First and last day, in `tz`. */
  readonly from: string;
  readonly to: string;
  readonly tz: string;
  readonly target: number;
  readonly teams: readonly TeamAdoption[];
  /** Start of today: what was used since does not count yet. */
  readonly wholeDaysUntil: string;
  readonly policy: Policy | null;
  readonly asOf: AsOf;
}

export class AskAdoption extends Query<AdoptionReply> {
  constructor(
    readonly params: AdoptionParams,
    readonly caller: Caller,
  ) {
    super();
  }
}

@QueryHandler(AskAdoption)
export class AdoptionHandler implements IQueryHandler<AskAdoption> {
  constructor(
    private readonly standpoint: Standpoint,
    private readonly privacy: Privacy,
    private readonly rules: HouseRules,
    private readonly limits: GroupLimits,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async execute({ params, caller }: AskAdoption): Promise<AdoptionReply> {
    return this.standpoint.answer(params, async (stores) => {
      const policy = await this.privacy.policy(stores, params.atLeast);
      const own = params.team !== undefined && caller.roles.has('team-lead') && caller.teams.includes(params.team);
      if (!own) this.privacy.assertBoard(caller, policy, 'teams');
      const { rosters } = await this.rules.house(stores, params.atLeast);
      const groups = await this.limits.groups(stores, params.atLeast);
      const { book } = groups;
      const week = weekOf(params, book.untilDay);
      const all = this.privacy.seesAll(caller)
        ? everyTeam(groups, rosters, week)
        : largeTeams(groups, rosters, week, this.settings.minGroup);
      const teams = params.team === undefined ? all : all.filter(({ team }) => (team ?? '') === params.team);
      if (teams.length === 0 && params.team !== undefined && !this.privacy.seesAll(caller)) throw tooSmall('team');
      const answer = {
        week: weekName(week.from),
        from: dateName(week.from),
        to: dateName(week.to - 1),
        tz: book.zone,
        target: week.target,
        teams,
        wholeDaysUntil: new Date(book.untilMs).toISOString(),
        policy,
      };
      return { answer, at: book.at };
    });
  }
}

function weekOf({ week, target }: AdoptionParams, today: number): Week {
  // 1970-01-01 was a Thursday; the rule on `week` let only weeks through
  const from = week === undefined ? today - ((((today + 3) % 7) + 7) % 7) - 7 : weekStart(week)!;
  return { from, to: from + 7, target: Number(target ?? DEFAULT_TARGET_PERCENT) / 100 };
}

function everyTeam({ book }: Groups, rosters: readonly RosterRow[], week: Week): TeamAdoption[] {
  const teams = new Set(rosteredTeams(rosters, week));
  for (const [team, row] of book.rows.kinds.get('teams') ?? []) {
    if (countPeople(row, week.from, week.to) > 0) teams.add(team);
  }
  const named = [...teams].sort(compareUtf8);
  return named.map((team) => adoptionOf(nameOf(team), teamRows(book, [team]), sizesOf(rosters, [team], week), week));
}

/** Small teams, and those that nobody of used anything, stand together. */
function largeTeams(groups: Groups, rosters: readonly RosterRow[], week: Week, minGroup: number): TeamAdoption[] {
  const { book } = groups;
  const rows = groups.rowsIn('teams', week.from, Math.min(week.to, book.untilDay));
  if (rows === null) throw tooSmall('week');
  const name = smallName('teams');
  const active = (team: string): boolean =>
    teamRows(book, [team]).some((row) => countPeople(row, week.from, week.to) > 0);
  const shown = [...rows.keys()].filter((team) => team !== name && active(team)).sort(compareUtf8);
  const small = [...new Set([...(rows.get(name) ?? []).filter(active), ...rosteredTeams(rosters, week)])].filter(
    (team) => !shown.includes(team),
  );
  const teams = shown.map((team) =>
    adoptionOf(nameOf(team), teamRows(book, [team]), sizesOf(rosters, [team], week), week),
  );
  if (small.length === 0) return teams;
  const together = adoptionOf(name, teamRows(book, small), sizesOf(rosters, small, week), week);
  // that nobody of a few people used anything tells of each of them
  const tellable = together.active >= minGroup || (together.active === 0 && (together.size ?? 0) >= minGroup);
  return tellable ? [...teams, together] : teams;
}

const nameOf = (team: string): string | null => (team === '' ? null : team);
