import { LedgerUnavailable } from '@tallystick/ledger-store';
import { Problem } from '@tallystick/platform';

/** What a question that only reads comes to while the ledger is away. @throws Problem ledger-unavailable */
export async function readingLedger<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    throw new Problem('ledger-unavailable', 'the ledger cannot be read at the moment; ask again', { cause: error });
  }
}
