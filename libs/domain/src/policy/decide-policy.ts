import { canonicalJson, parseRfc3339, POLICY_ADOPTED, type PolicyAdoptedData } from '@tallystick/events';
import { decided, refused, type Decision } from '../correction/decision.js';
import { policyInForce } from '../privacy/rules-in-force.js';

/** A policy on record, with its place in the ledger. */
export interface AdoptedPolicy extends PolicyAdoptedData {
  readonly position: string;
}

export interface PolicyAdopted {
  readonly type: typeof POLICY_ADOPTED;
  readonly data: PolicyAdoptedData;
}

/** A policy must change something: say something new from then on, and come to be in force. */
export function decidePolicy(
  policies: readonly AdoptedPolicy[],
  command: PolicyAdoptedData,
  nowMs: number,
): Decision<PolicyAdopted> {
  const present = policyInForce(policies, nowMs);
  if (present !== null && beginsMs(command) < beginsMs(present)) {
    const since = `the policy at position ${present.position} is in force since ${present.from}`;
    return refused('not-a-change', `${since}: one that begins earlier would never be; let it begin later`);
  }
  const before = policyInForce(policies, beginsMs(command));
  if (before !== null && contentOf(before) === contentOf(command)) {
    return refused('not-a-change', `the policy at position ${before.position} says the same from ${before.from} on`);
  }
  return decided({ type: POLICY_ADOPTED, data: command });
}

/** A policy on record begins at a canonical time. */
const beginsMs = ({ from }: PolicyAdoptedData): number => parseRfc3339(from)!.epochMs;

/** What a policy says, whenever it begins and whoever adopted it. */
const contentOf = ({ boards, names, purposes, text }: PolicyAdoptedData): string =>
  canonicalJson({ boards, names, purposes, ...(text === undefined ? {} : { text }) });
