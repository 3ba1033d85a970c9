import { ForeignCheckpoint, type Checkpoint } from '@tallystick/read-models';
import type { OpenStores } from './stores.js';

/** The tables' checkpoint. @throws ForeignCheckpoint they were folded from another ledger, or beyond this one's end */
export async function ownCheckpoint({ ledger, readModels }: OpenStores): Promise<Checkpoint> {
  const checkpoint = await readModels.checkpoint();
  // The tail is read second: a ledger that grows in between only moves it forward.
  const tail = await ledger.tail();
  if (checkpoint.position > tail) {
    throw new ForeignCheckpoint(
      `the tables are folded up to position ${checkpoint.position}, but ledger ${ledger.ledgerId} ends at ${tail}: ` +
        'bring back the newer ledger, or delete the read models to have them folded anew',
    );
  }
  return checkpoint;
}
