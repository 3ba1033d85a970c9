import { PSEUDONYM } from './data-viewed.js';
import { MalformedLedgerEvent, refuseUnknown } from './ledger-data-rules.js';

export const NAMING_CHOSEN = 'NamingChosen';

/** Data of `NamingChosen` v1, by the person's own hand; it holds no name: that stays in the vault, deletable. */
export interface NamingChosenData {
  /** Pseudonym of who chooses, for themselves. */
  readonly actor: string;
  /** Whether boards may show their name, where a policy lets names show; until a first choice: no. */
  readonly named: boolean;
}

const MEMBERS = ['actor', 'named'];
/** Whole names: others may well have streams that begin like this. */
const STREAM = /^naming-p_[a-z2-7]{16}$/;

/** The stream of one person's choices. */
export const namingStream = (actor: string): string => `naming-${actor}`;

export const isNamingStream = (stream: string): boolean => STREAM.test(stream);

/** Data of a `NamingChosen`, held to its schema and to its person's stream. @throws MalformedLedgerEvent other types included */
export function parseNamingChosen(event: {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): NamingChosenData {
  const { stream, type, data } = event;
  if (type !== NAMING_CHOSEN) throw new MalformedLedgerEvent(`unknown event type ${type}`);
  refuseUnknown(type, data, MEMBERS);
  const { actor, named } = data;
  if (typeof actor !== 'string' || !PSEUDONYM.test(actor)) {
    throw new MalformedLedgerEvent(`${type}: actor is no pseudonym`);
  }
  if (typeof named !== 'boolean') throw new MalformedLedgerEvent(`${type}: named is neither true nor false`);
  if (stream !== namingStream(actor)) throw new MalformedLedgerEvent(`${type}: stands in another stream`);
  return data as unknown as NamingChosenData;
}
