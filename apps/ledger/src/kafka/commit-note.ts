import { START, type Position } from '@tallystick/ledger-store';

/**
 * A commit by itself proves nothing: zombies commit, too, and a ledger may have been lost or restored since. So each
 * commit carries the ledger's id and the position at which the ledger held all that was answered for.
 */
export const commitNote = (ledgerId: string, position: Position): string => `${ledgerId}/${position}`;

/** True when this ledger, complete up to `position`, stands behind the commit. */
export function vouchesFor(note: string, ledgerId: string, position: Position): boolean {
  const match = /^(.+)\/(\d+)$/.exec(note);
  return match !== null && match[1] === ledgerId && BigInt(match[2] ?? START) <= position;
}
