import { ROSTER_DECLARED, type RosterDeclaredData } from '@tallystick/events';
import { decided, refused, type Decision } from '../correction/decision.js';
import { rosterInForce } from '../privacy/rules-in-force.js';

/** A roster on record, with its place in the ledger. */
export interface DeclaredRoster extends RosterDeclaredData {
  readonly position: string;
}

export interface RosterDeclared {
  readonly type: typeof ROSTER_DECLARED;
  readonly data: RosterDeclaredData;
}

/** A roster must change something: a team's size from that day on. Days that are over may be put right. */
export function decideRoster(
  rosters: readonly DeclaredRoster[],
  command: RosterDeclaredData,
): Decision<RosterDeclared> {
  const before = rosterInForce(rosters, command.team, command.from);
  if (before?.size !== command.size) return decided({ type: ROSTER_DECLARED, data: command });
  return refused('not-a-change', `the roster at position ${before.position} says so from ${before.from} on`);
}
