import { isObject } from '../usage-event/field-rules.js';
import { parseRfc3339 } from '../time/rfc3339.js';
import { MalformedLedgerEvent, refuseUnknown, requireText } from './ledger-data-rules.js';

export const POLICY_ADOPTED = 'PolicyAdopted';
/** The one stream of all policies. */
export const POLICY_STREAM = 'policy';

/** Boards that a policy speaks about. */
export const POLICY_BOARDS = ['actors', 'teams', 'models', 'projects', 'agents', 'sources'] as const;
export type PolicyBoard = (typeof POLICY_BOARDS)[number];
/** Whom a policy lets see a board. Auditors see every number whatever a policy says. */
export const POLICY_ROLES = ['member', 'team-lead', 'admin'] as const;
export type PolicyRole = (typeof POLICY_ROLES)[number];
/** `pseudonyms`: nobody is named. `by-choice`: those are named who chose to be. */
export const POLICY_NAMES = ['pseudonyms', 'by-choice'] as const;
export type PolicyNames = (typeof POLICY_NAMES)[number];

/** A purpose that numbers are used for: 1-64 of `a-z 0-9 -`. A word, not a sentence: it stands in the ledger for ever. */
export const PURPOSE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Data of `PolicyAdopted` v1. */
export interface PolicyAdoptedData {
  /** From when on: RFC 3339 UTC, canonical. */
  readonly from: string;
  /** The boards that exist, and who may see each: at least one role, in the order of POLICY_ROLES. */
  readonly boards: Readonly<Partial<Record<PolicyBoard, readonly PolicyRole[]>>>;
  readonly names: PolicyNames;
  /** What the numbers may be used for; each once, in ascending order. */
  readonly purposes: readonly string[];
  /** The policy in words. */
  readonly text?: string;
  /** Pseudonym of who decided. */
  readonly author: string;
}

const MEMBERS = ['from', 'boards', 'names', 'purposes', 'text', 'author'];

/** Data of a `PolicyAdopted`, held to its schema and to its stream. @throws MalformedLedgerEvent other types included */
export function parsePolicyAdopted(event: {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): PolicyAdoptedData {
  const { stream, type, data } = event;
  if (type !== POLICY_ADOPTED) throw new MalformedLedgerEvent(`unknown event type ${type}`);
  if (stream !== POLICY_STREAM) throw new MalformedLedgerEvent(`${type}: stands in another stream`);
  refuseUnknown(type, data, MEMBERS);
  const { from, boards, names, purposes, text } = data;
  if (typeof from !== 'string' || parseRfc3339(from)?.canonical !== from) {
    throw new MalformedLedgerEvent(`${type}: from is no canonical UTC time`);
  }
  requireBoards(type, boards);
  if (!(POLICY_NAMES as readonly unknown[]).includes(names)) throw new MalformedLedgerEvent(`${type}: unknown names`);
  if (!Array.isArray(purposes) || !purposes.every((one) => typeof one === 'string' && PURPOSE.test(one))) {
    throw new MalformedLedgerEvent(`${type}: purposes are no list of purposes`);
  }
  if (text !== undefined) requireText(type, 'text', text);
  requireText(type, 'author', data['author']);
  return data as unknown as PolicyAdoptedData;
}

function requireBoards(type: string, boards: unknown): void {
  if (!isObject(boards)) throw new MalformedLedgerEvent(`${type}: boards is no object`);
  for (const [name, roles] of Object.entries(boards)) {
    if (!(POLICY_BOARDS as readonly string[]).includes(name)) {
      throw new MalformedLedgerEvent(`${type}: unknown board ${name}`);
    }
    if (!Array.isArray(roles) || roles.length === 0 || !roles.every((role) => POLICY_ROLES.includes(role as never))) {
      throw new MalformedLedgerEvent(`${type}: boards.${name} is no list of roles`);
    }
  }
}
