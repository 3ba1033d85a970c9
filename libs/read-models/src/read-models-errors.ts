/** Another projector moved the checkpoint; nothing was changed. Read the checkpoint again or step aside. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
  constructor(
    readonly expected: bigint,
    readonly found: bigint,
  ) {
    super(`checkpoint expected at ${expected}, found at ${found}: another projector folds into these tables`);
  }
}

/** An event of ours that cannot be folded. The projection stops here until somebody looks; it is never skipped. */
export class Poison extends Error {
  override readonly name = 'Poison';
  constructor(
    readonly position: bigint,
    readonly reason: string,
  ) {
    super(`event at position ${position} cannot be folded: ${reason}`);
  }
}

/** The tables belong to another ledger, or lie beyond this ledger's end. */
export class ForeignCheckpoint extends Error {
  override readonly name = 'ForeignCheckpoint';
}

/** A cursor that this query did not give out, or a board's cursor older than 60 s. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}

/** The question asks for a position that is not folded yet. */
export class NotCaughtUp extends Error {
  override readonly name = 'NotCaughtUp';
  constructor(
    readonly asked: bigint,
    readonly folded: bigint,
  ) {
    super(`asked as of position ${asked}, folded up to ${folded}`);
  }
}

/** The question would need more granules than one answer may carry. */
export class SeriesTooLong extends Error {
  override readonly name = 'SeriesTooLong';
}

/** The folder of the embedded tables is open in another process. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}
