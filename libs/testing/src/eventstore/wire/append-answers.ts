import type { ServiceError } from '@grpc/grpc-js';
import type { Outcome } from '../database/writer.js';
import { expectedNumber } from './expected-revision.js';
import type { ExpectedRevision } from '../database/decide-append.js';
import { anyMessage, emptyMessage, shared, status, streams } from './protocol.js';
import { streamDeleted, wrongExpectedVersion } from './refusals.js';
import { streamIdentifier } from './event-messages.js';

type BatchAnswer = InstanceType<typeof streams.BatchAppendResp>;
type AnyMessage = InstanceType<typeof anyMessage.Any>;

/** google.rpc.Code, as the server sets it; the client looks at the details. */
const CODE = { invalidArgument: 3, deadlineExceeded: 4, notFound: 5, alreadyExists: 6, permissionDenied: 7 } as const;

/** The answer of the older Append call. */
export function appendAnswer(
  stream: string,
  expected: ExpectedRevision,
  outcome: Outcome,
): ServiceError | AppendAnswer {
  if (outcome.kind === 'stream-deleted') return streamDeleted(stream);
  if (outcome.kind === 'wrong-expected-revision') {
    return wrongExpectedVersion(stream, expectedNumber(expected), outcome.current);
  }
  const success = new streams.AppendResp.Success();
  if (outcome.last === null) success.setNoStream(new shared.Empty()).setNoPosition(new shared.Empty());
  else {
    const position = String(outcome.last.position);
    success
      .setCurrentRevision(String(outcome.last.revision))
      .setPosition(new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position));
  }
  return new streams.AppendResp().setSuccess(success);
}
type AppendAnswer = InstanceType<typeof streams.AppendResp>;

/** The answer of one append in a BatchAppend call, still without correlation. */
export function batchAnswer(stream: string, expected: ExpectedRevision, outcome: Outcome): BatchAnswer {
  if (outcome.kind === 'stream-deleted') {
    const details = new shared.StreamDeleted().setStreamIdentifier(streamIdentifier(stream));
    return failed(CODE.notFound, 'StreamDeleted', details.serializeBinary());
  }
  if (outcome.kind === 'wrong-expected-revision') {
    return failed(CODE.alreadyExists, 'WrongExpectedVersion', conflict(expected, outcome.current).serializeBinary());
  }
  const success = new streams.BatchAppendResp.Success();
  if (outcome.last === null) success.setNoStream(new emptyMessage.Empty()).setNoPosition(new emptyMessage.Empty());
  else {
    const position = String(outcome.last.position);
    success
      .setCurrentRevision(String(outcome.last.revision))
      .setPosition(new shared.AllStreamPosition().setCommitPosition(position).setPreparePosition(position));
  }
  return new streams.BatchAppendResp().setSuccess(success);
}

export const batchTooLarge = (limit: number): BatchAnswer =>
  failed(
    CODE.invalidArgument,
    'MaximumAppendSizeExceeded',
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(limit).serializeBinary(),
  );

export const batchTimedOut = (): BatchAnswer =>
  failed(CODE.deadlineExceeded, 'Timeout', new shared.Timeout().serializeBinary());

export const batchDenied = (): BatchAnswer =>
  failed(CODE.permissionDenied, 'AccessDenied', new shared.AccessDenied().serializeBinary());

function conflict(
  expected: ExpectedRevision,
  current: bigint | null,
): InstanceType<typeof shared.WrongExpectedVersion> {
  const details = new shared.WrongExpectedVersion();
  if (current === null) details.setCurrentNoStream(new emptyMessage.Empty());
  else details.setCurrentStreamRevision(String(current));
  if (expected === 'any') details.setExpectedAny(new emptyMessage.Empty());
  else if (expected === 'stream-exists') details.setExpectedStreamExists(new emptyMessage.Empty());
  else if (expected === 'no-stream') details.setExpectedNoStream(new emptyMessage.Empty());
  else details.setExpectedStreamPosition(String(expected));
  return details;
}

function failed(code: number, name: string, details: Uint8Array): BatchAnswer {
  const packed: AnyMessage = new anyMessage.Any();
  packed.pack(details, `event_store.client.${name}`);
  const error = new status.Status().setCode(code).setMessage(name).setDetails(packed);
  return new streams.BatchAppendResp().setError(error);
}
