import type { Tables } from '../fold/tables.js';
import type { LedgerView, Standing, StandingDecision } from './ledger-view.js';
import { Violation } from './violation.js';

/** Holds the live tables against a recount of the whole ledger. @throws Violation */
export function checkFold(ledger: LedgerView, tables: Tables): void {
  const counted = checkStatuses(ledger, tables);
  const totals = new Map<string, number>();
  for (const event of counted.values()) {
    const cell = `${event.actor} ${event.day}`;
    const decisions = ledger.decisions.filter(({ key, position }) => key === event.key && position > event.position);
    totals.set(cell, (totals.get(cell) ?? 0) + tokensAfter(event, decisions));
  }
  for (const [cell, tokens] of totals) {
    if (tables.totals().get(cell) === tokens) continue;
    throw new Violation('the fold is exact', `${cell} has ${String(tables.totals().get(cell))} tokens, not ${tokens}`);
  }
  if (tables.totals().size !== totals.size) throw new Violation('the fold is exact', 'it counts for nobody');
}

/** What counts, by key. */
function checkStatuses(ledger: LedgerView, tables: Tables): ReadonlyMap<string, Standing> {
  const counted = new Map<string, Standing>();
  for (const event of ledger.events) {
    const { key, kind, content, position } = event;
    const first = counted.get(key);
    const counts = kind === 'recorded' && first === undefined;
    const status = counts ? 'counted' : kind === 'recorded' && first?.content === content ? 'duplicate' : 'conflict';
    const found = tables.statusAt(position);
    if (found !== status) throw new Violation('the fold is exact', `${key} at ${position} is ${found}, not ${status}`);
    if (counts) counted.set(key, event);
  }
  return counted;
}

function tokensAfter(event: Standing, decisions: readonly StandingDecision[]): number {
  if (decisions.some(({ kind }) => kind === 'voided')) return 0;
  return decisions.at(-1)?.tokens ?? event.tokens;
}
