import { parsePolicyAdopted, POLICY_STREAM } from '@tallystick/events';
import type { AdoptedPolicy } from '@tallystick/domain';
import { onRecord } from '../decisions/decision-page.js';
import type { DecisionSubject } from '../decisions/decision-history.js';

/** A policy as it is shown. */
export interface PolicyOnRecord extends AdoptedPolicy {
  readonly recordedAt: string;
}

/** All policies are one stream: whoever adopts one knows all that were adopted before. */
export const POLICIES: DecisionSubject<readonly PolicyOnRecord[]> = {
  stream: POLICY_STREAM,
  keyScope: Buffer.from(POLICY_STREAM),
  initial: [],
  // what another hand wrote into our stream says nothing, here as in every fold
  evolve: (policies, event) =>
    event.raw === undefined ? [...policies, onRecord(event, parsePolicyAdopted(event))] : policies,
};
