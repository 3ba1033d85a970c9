import { parseRfc3339 } from '../time/rfc3339.js';
import { isObject } from '../usage-event/field-rules.js';
import {
  POLICY_BOARDS,
  POLICY_ROLES,
  type PolicyAdoptedData,
  type PolicyBoard,
  type PolicyRole,
} from '../ledger-events/policy-adopted.js';
import { faultsOf, firstOf } from './decorator-faults.js';
import { PolicyBoardsDto, PolicyDto } from './policy.dto.js';
import type { RequestReading } from './read-decision-request.js';

/** Body of `POST /v1/policies`. */
export type PolicyRequest = Omit<PolicyAdoptedData, 'author'>;

const MEMBERS = ['from', 'boards', 'names', 'purposes', 'text'];
/** In this order the first of several faults is told. */
const FIELDS = ['from', 'boards', ...POLICY_BOARDS.map((board) => `boards.${board}`), 'names', 'purposes', 'text'];

/** Holds a body to its rules, and brings what is a set into one order: the same policy is then the same bytes. */
export function readPolicyRequest(body: Record<string, unknown>): RequestReading<PolicyRequest> {
  const faults = faultsOf(new PolicyDto(), body, '', MEMBERS);
  const { boards } = body;
  if (isObject(boards)) faults.push(...faultsOf(new PolicyBoardsDto(), boards, 'boards.', POLICY_BOARDS));
  const fault = firstOf(faults, FIELDS);
  if (fault !== null) return { ok: false, fault };
  const request = body as unknown as PolicyRequest;
  return {
    ok: true,
    request: {
      ...request,
      from: parseRfc3339(request.from)!.canonical,
      boards: Object.fromEntries(Object.entries(request.boards).map(inOneOrder)),
      purposes: request.purposes.toSorted(),
    },
  };
}

const inOneOrder = ([board, roles]: [string, readonly PolicyRole[]]): [PolicyBoard, readonly PolicyRole[]] => [
  board as PolicyBoard,
  POLICY_ROLES.filter((role) => roles.includes(role)),
];
