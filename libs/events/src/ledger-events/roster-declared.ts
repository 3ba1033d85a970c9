import { parseRfc3339 } from '../time/rfc3339.js';
import { MalformedLedgerEvent, refuseUnknown, requireText } from './ledger-data-rules.js';

export const ROSTER_DECLARED = 'RosterDeclared';
/** The one stream of all rosters. */
export const ROSTERS_STREAM = 'rosters';
export const MAX_ROSTER_SIZE = 1_000_000;

/** Data of `RosterDeclared` v1: from that day on the team has so many people, whether they use anything or not. */
export interface RosterDeclaredData {
  /** Named as usage events name it. */
  readonly team: string;
  /** `YYYY-MM-DD`, a day in the time zone of whoever asks. */
  readonly from: string;
  /** People; 0: the team is no more. */
  readonly size: number;
  /** Pseudonym of who decided. */
  readonly author: string;
}

const MEMBERS = ['team', 'from', 'size', 'author'];

/** Data of a `RosterDeclared`, held to its schema and to its stream. @throws MalformedLedgerEvent other types included */
export function parseRosterDeclared(event: {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}): RosterDeclaredData {
  const { stream, type, data } = event;
  if (type !== ROSTER_DECLARED) throw new MalformedLedgerEvent(`unknown event type ${type}`);
  if (stream !== ROSTERS_STREAM) throw new MalformedLedgerEvent(`${type}: stands in another stream`);
  refuseUnknown(type, data, MEMBERS);
  const { from, size } = data;
  requireText(type, 'team', data['team']);
  if (!isCalendarDate(from)) throw new MalformedLedgerEvent(`${type}: from is no date`);
  if (!isRosterSize(size)) throw new MalformedLedgerEvent(`${type}: size is no number of people`);
  requireText(type, 'author', data['author']);
  return data as unknown as RosterDeclaredData;
}

export const isRosterSize = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_ROSTER_SIZE;

/** A day of the years 0001-9999 as `YYYY-MM-DD`. */
export const isCalendarDate = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 10 && parseRfc3339(`${value}T00:00:00Z`) !== null;
