import { AccessDeniedError, StreamDeletedError } from '@eventstore/db-client';
import {
  AppendTooLarge,
  LedgerRefused,
  LedgerUnavailable,
  OutcomeUnknown,
  UnknownPosition,
  WrongExpectedRevision,
} from '../port/ledger-errors.js';

const PORT_ERRORS = [
  AppendTooLarge,
  LedgerRefused,
  LedgerUnavailable,
  OutcomeUnknown,
  UnknownPosition,
  WrongExpectedRevision,
];

/** Something that a user's rights do not allow: nothing was stored. */
export class AccessMissing extends LedgerUnavailable {
  constructor(doing: string, cause?: unknown) {
    super(`EventStoreDB: this user may not ${doing}; docs/operating/eventstoredb.md says which rights are needed`, {
      cause,
    });
  }
}

/** What a failed call means to the port. Never holds the connection string: it may hold a password. */
export function unavailable(doing: string, error: unknown): Error {
  if (PORT_ERRORS.some((kind) => error instanceof kind)) return error as Error;
  if (error instanceof AccessDeniedError) return new AccessMissing(doing, error);
  return new LedgerUnavailable(`EventStoreDB: cannot ${doing}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: unknown): string {
  if (error instanceof StreamDeletedError) return 'the stream was deleted; bring the ledger back from a backup';
  return (error as Error).message;
}

/** The server answered, though not with what was asked for: the connection is sound. */
export const isAnswer = (error: unknown): boolean =>
  error instanceof AccessDeniedError ||
  error instanceof StreamDeletedError ||
  PORT_ERRORS.some((kind) => error instanceof kind);

/** The server's answer to a read from a position at which no event begins. */
export const isInvalidPosition = (error: unknown): boolean => /invalid ?position/i.test((error as Error).message);
