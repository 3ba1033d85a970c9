/** On every answer: the ledger position that it is true for, and how old it is. */
export interface AsOf {
  /** Opaque, ordered as an integer. */
  readonly position: string;
  readonly recordedAt: string | null;
  /** Leaves of the ledger's log at or before `position`. */
  readonly logSize: number;
  /** Age in ms of the oldest event that is not folded yet; 0 when none. */
  readonly behindMs: number;
}
