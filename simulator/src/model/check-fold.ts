import type { Tables } from '../fold/tables.js';
import type { LedgerView } from './ledger-view.js';
import { Violation } from './violation.js';

/** Holds the live tables against a recount of the whole ledger. @throws Violation */
export function checkFold(ledger: LedgerView, tables: Tables): void {
  const firsts = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const { position, kind, key, content, actor, day, tokens } of ledger.events) {
    const first = firsts.get(key);
    const counts = kind === 'recorded' && first === undefined;
    const status = counts ? 'counted' : kind === 'recorded' && first === content ? 'duplicate' : 'conflict';
    if (tables.statusAt(position) !== status) {
      throw new Violation(
        'the fold is exact',
        `${key} at ${position} is ${String(tables.statusAt(position))}, not ${status}`,
      );
    }
    if (!counts) continue;
    firsts.set(key, content);
    totals.set(`${actor} ${day}`, (totals.get(`${actor} ${day}`) ?? 0) + tokens);
  }
  for (const [cell, tokens] of totals) {
    if (tables.totals().get(cell) === tokens) continue;
    throw new Violation('the fold is exact', `${cell} has ${String(tables.totals().get(cell))} tokens, not ${tokens}`);
  }
  if (tables.totals().size !== totals.size) throw new Violation('the fold is exact', 'it counts for nobody');
}
