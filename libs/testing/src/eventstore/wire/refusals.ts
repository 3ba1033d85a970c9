import { Metadata, status as code, type ServiceError } from '@grpc/grpc-js';

/** An error status of the protocol; the client makes its typed errors from the trailers. */
export function refusal(status: code, details: string, trailers: Readonly<Record<string, string>> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error(details), { code: status, details, metadata });
}

export const accessDenied = (): ServiceError =>
  refusal(code.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });

export const notAuthenticated = (): ServiceError => refusal(code.UNAUTHENTICATED, 'Bad HTTP response: 401');

export const streamDeleted = (stream: string): ServiceError =>
  refusal(code.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const wrongExpectedVersion = (stream: string, expected: bigint, actual: bigint | null): ServiceError =>
  refusal(
    code.FAILED_PRECONDITION,
    `WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual ?? -1n}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': actual === null ? '' : String(actual),
    },
  );

export const maxAppendSizeExceeded = (limit: number): ServiceError =>
  refusal(code.INVALID_ARGUMENT, `Maximum Append Size of ${limit} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(limit),
  });

export const timedOut = (what: string): ServiceError => refusal(code.ABORTED, `Operation timed out: ${what}`);

export const consumerTooSlow = (): ServiceError =>
  timedOut('Consumer too slow to handle event while live. Client resubscription required.');

/** A position within an event's bytes. */
export const invalidPosition = (): ServiceError => refusal(code.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition');
