import type { RosterDeclaredData } from '../ledger-events/roster-declared.js';
import { faultsOf, firstOf } from './decorator-faults.js';
import type { RequestReading } from './read-decision-request.js';
import { RosterDto } from './roster.dto.js';

/** Body of `POST /v1/rosters`. */
export type RosterRequest = Omit<RosterDeclaredData, 'author'>;

const MEMBERS = ['team', 'from', 'size'];

export function readRosterRequest(body: Record<string, unknown>): RequestReading<RosterRequest> {
  const fault = firstOf(faultsOf(new RosterDto(), body, '', MEMBERS), MEMBERS);
  return fault === null ? { ok: true, request: body as unknown as RosterRequest } : { ok: false, fault };
}
