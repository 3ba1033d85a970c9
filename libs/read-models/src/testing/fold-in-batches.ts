import type { LedgerEvent, Position } from '@tallystick/ledger-store';
import type { ReadModels } from '../read-models.js';

/** Folds a ledger from its start in batches of these sizes, in turn by `fold` and by `foldPages`. */
export async function foldInBatches(
  models: ReadModels,
  ledger: readonly LedgerEvent[],
  sizes: readonly number[],
): Promise<void> {
  let position = 0n as Position;
  for (let from = 0, i = 0; from < ledger.length; i++) {
    const batch = ledger.slice(from, from + sizes[i % sizes.length]!);
    const folded = i % 2 === 0 ? models.fold(position, batch) : models.foldPages(position, inPages(batch, 3));
    position = (await folded).position;
    from = ledger.findIndex((event) => event.position > position);
    if (from < 0) break;
  }
}

export async function* inPages(events: readonly LedgerEvent[], size: number): AsyncGenerator<readonly LedgerEvent[]> {
  for (let i = 0; i < events.length; i += size) yield await Promise.resolve(events.slice(i, i + size));
}
