import { parseRfc3339 } from '@tallystick/events';

/** What holds from some time on until something else does. */
interface Ruled {
  readonly from: string;
  /** Place in the ledger: of two from the same time, the later decision holds. */
  readonly position: string;
}

/** The policy in force at a time; null before the first. */
export function policyInForce<Policy extends Ruled>(policies: readonly Policy[], atMs: number): Policy | null {
  return latest(
    policies.filter(({ from }) => msOf(from) <= atMs),
    (a, b) => msOf(a) - msOf(b),
  );
}

/** The roster of a team in force on a day (`YYYY-MM-DD`); null before its first. */
export function rosterInForce<Roster extends Ruled & { readonly team: string }>(
  rosters: readonly Roster[],
  team: string,
  day: string,
): Roster | null {
  return latest(
    rosters.filter((roster) => roster.team === team && roster.from <= day),
    (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
}

const msOf = (time: string): number => parseRfc3339(time)?.epochMs ?? Infinity;

function latest<Rule extends Ruled>(
  rules: readonly Rule[],
  compare: (from: string, other: string) => number,
): Rule | null {
  return rules.reduce<Rule | null>((last, rule) => {
    if (last === null) return rule;
    const order = compare(rule.from, last.from);
    return order > 0 || (order === 0 && BigInt(rule.position) > BigInt(last.position)) ? rule : last;
  }, null);
}
