import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import { accessFactOf } from './access-fact.js';
import type { AccessFact } from './access-fact.js';
import { auditLine } from './audit-lines.js';
import { decisionFactOf } from './decision-fact.js';
import type { DecisionFact } from './decision-fact.js';
import { priceFactOf } from './price-fact.js';
import type { PriceFact } from './price-fact.js';
import { recordedAtOf, usageFactOf } from './usage-fact.js';
import type { UsageFact } from './usage-fact.js';

/** A page of the ledger, read and checked but not yet written. */
export interface FactPage {
  readonly facts: readonly UsageFact[];
  /** The audit lines of the facts, as they are if each of them counts. */
  readonly lines: string;
  /** What people decided about usage events, in order. */
  readonly decisions: readonly DecisionFact[];
  /** Prices that were listed, in order. */
  readonly prices: readonly PriceFact[];
  /** Rosters, policies, views of data and choices about names, in order. */
  readonly access: readonly AccessFact[];
  readonly others: readonly {
    readonly position: bigint;
    readonly leafIndex: number;
    readonly recordedAtMs: number | null;
  }[];
  /** Where the running maximum of `recordedAt` rises. */
  readonly rises: readonly { readonly recordedAtMs: number; readonly previousPosition: bigint }[];
  /** Ledger events up to the page's end. */
  readonly logSize: number;
  readonly lastPosition: bigint;
  readonly lastRecordedAtMs: number | null;
  readonly latestRecordedAtMs: number | null;
  /** The last event that can change a number; null: there is none. */
  readonly numbersAt: Position | null;
}

/**
 * Reads a page of ledger events.
 * @param after position, leaves and running maximum of `recordedAt` before the page
 * @throws Poison
 */
export function readPage(
  after: { readonly position: bigint; readonly logSize: number; readonly latestRecordedAtMs: number | null },
  events: readonly LedgerEvent[],
): FactPage {
  const facts: UsageFact[] = [];
  const decisions: DecisionFact[] = [];
  const prices: PriceFact[] = [];
  const access: AccessFact[] = [];
  const others: { position: bigint; leafIndex: number; recordedAtMs: number | null }[] = [];
  const rises: { recordedAtMs: number; previousPosition: bigint }[] = [];
  let { position: previousPosition, logSize, latestRecordedAtMs } = after;
  let lastRecordedAtMs: number | null = null;
  let numbersAt: Position | null = null;
  for (const event of events) {
    const fact = usageFactOf(event, logSize);
    const decision = fact === null ? decisionFactOf(event, logSize) : null;
    const price = fact === null && decision === null ? priceFactOf(event, logSize) : null;
    const seen = fact === null && decision === null && price === null ? accessFactOf(event, logSize) : null;
    const recordedAtMs = (fact ?? decision ?? price ?? seen)?.recordedAtMs ?? recordedAtOf(event);
    if ((fact ?? decision ?? price) !== null) numbersAt = event.position;
    if (fact !== null) facts.push(fact);
    else if (decision !== null) decisions.push(decision);
    else if (price !== null) prices.push(price);
    else if (seen !== null) access.push(seen);
    else others.push({ position: event.position, leafIndex: logSize, recordedAtMs });
    if (recordedAtMs !== null && (latestRecordedAtMs === null || recordedAtMs > latestRecordedAtMs)) {
      rises.push({ recordedAtMs, previousPosition });
      latestRecordedAtMs = recordedAtMs;
    }
    lastRecordedAtMs = recordedAtMs;
    previousPosition = event.position;
    logSize++;
  }
  return {
    facts,
    lines: facts.map((fact) => auditLine(fact, 'counted')).join(''),
    decisions,
    prices,
    access,
    others,
    rises,
    logSize,
    lastPosition: previousPosition,
    lastRecordedAtMs,
    latestRecordedAtMs,
    numbersAt,
  };
}

/** Two pages in a row as one. */
export const joinPages = (first: FactPage, next: FactPage): FactPage => ({
  ...next,
  facts: first.facts.concat(next.facts),
  lines: first.lines + next.lines,
  decisions: first.decisions.concat(next.decisions),
  prices: first.prices.concat(next.prices),
  access: first.access.concat(next.access),
  others: first.others.concat(next.others),
  rises: first.rises.concat(next.rises),
  numbersAt: next.numbersAt ?? first.numbersAt,
});

/** A page with nothing in it, behind the given one. */
export const emptyAfter = (page: FactPage): FactPage => ({
  ...page,
  facts: [],
  lines: '',
  decisions: [],
  prices: [],
  access: [],
  others: [],
  rises: [],
  numbersAt: null,
});
