import type { NamingChosenData } from '../ledger-events/naming-chosen.js';
import { faultsOf, firstOf } from './decorator-faults.js';
import { NamingDto } from './naming.dto.js';
import type { RequestReading } from './read-decision-request.js';

/** Body of `PUT /v1/me/naming`; whom it is about is who asks, and nobody else. */
export type NamingRequest = Omit<NamingChosenData, 'actor'>;

const MEMBERS = ['named'];

export function readNamingRequest(body: Record<string, unknown>): RequestReading<NamingRequest> {
  const fault = firstOf(faultsOf(new NamingDto(), body, '', MEMBERS), MEMBERS);
  return fault === null ? { ok: true, request: body as unknown as NamingRequest } : { ok: false, fault };
}
