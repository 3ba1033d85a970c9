import type { BatchPlan } from '../intake/decide-batch.js';
import type { DecodedRecords } from './decode-records.js';

export interface Claims {
  /** Against what the ledger holds: nothing can change that verdict. */
  readonly settled: readonly number[];
  /** Against an event of the same slice, which is not yet durable. */
  readonly open: readonly number[];
}

/** Items that conflict with what is recorded, or about to be: their records are dead letters. */
export function claimsOf(plan: BatchPlan, { items }: DecodedRecords, sent: ReadonlySet<number>): Claims {
  const settled: number[] = [];
  const open: number[] = [];
  let recordedHere: ReadonlySet<string> | undefined;
  plan.verdicts.forEach((verdict, item) => {
    if ((verdict !== 'conflict' && verdict !== 'known-conflict') || sent.has(item)) return;
    recordedHere ??= new Set(plan.writes.filter(({ kind }) => kind === 'recorded').map((write) => write.item.keyText));
    (recordedHere.has(items[item]!.keyText) ? open : settled).push(item);
  });
  return { settled, open };
}
