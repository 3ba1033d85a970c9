/** Where the projection stands. Readiness, metrics and logs all tell this one value. */
export type ProjectionState =
  | { readonly kind: 'starting' }
  /** Everything that the ledger held at the last look is folded. */
  | { readonly kind: 'live' }
  | { readonly kind: 'catching-up' }
  /** Another projector moved the checkpoint: this one watches, and takes over when the other falls silent. */
  | { readonly kind: 'standby' }
  /** The ledger or the database did not answer; tried again by itself. */
  | { readonly kind: 'retrying'; readonly reason: string; readonly attempt: number }
  /** An event of ours cannot be folded. Never skipped: stays so until a projector that can read it is started. */
  | { readonly kind: 'poisoned'; readonly position: bigint; readonly reason: string }
  /** The tables are not this ledger's. Stays so until someone decides. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'stopped' };

export const PROJECTION_STATE_KINDS: readonly ProjectionState['kind'][] = [
  'starting',
  'live',
  'catching-up',
  'standby',
  'retrying',
  'poisoned',
  'refused',
  'stopped',
];

export const stateSentence = (state: ProjectionState): string => {
  switch (state.kind) {
    case 'starting':
      return 'the projection is starting';
    case 'live':
      return 'everything in the ledger is folded';
    case 'catching-up':
      return 'the projection is catching up with the ledger';
    case 'standby':
      return 'another projector folds these tables; this one stands by';
    case 'retrying':
      return `the projection waits and tries again (attempt ${state.attempt}): ${state.reason}`;
    case 'poisoned':
      return `the projection stopped at position ${state.position}: ${state.reason}`;
    case 'refused':
      return `the projection does not run: ${state.reason}`;
    case 'stopped':
      return 'the projection was stopped';
  }
};
