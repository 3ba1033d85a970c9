import type { handleUnaryCall, ServiceError } from '@grpc/grpc-js';
import type { ExpectedRevision } from '../database/decide-append.js';
import { refuseCaller } from './credentials.js';
import { streamNameOf } from './event-messages.js';
import { expectedNumber, expectedRevision } from './expected-revision.js';
import { streams } from './protocol.js';
import { streamDeleted, wrongExpectedVersion } from './refusals.js';
import type { ServiceContext } from './service-context.js';

type DeleteRequest = InstanceType<typeof streams.DeleteReq>;
type DeleteAnswer = InstanceType<typeof streams.DeleteResp>;
type TombstoneRequest = InstanceType<typeof streams.TombstoneReq>;
type TombstoneAnswer = InstanceType<typeof streams.TombstoneResp>;

/** Streams.Delete: the events are hidden, and the stream may be written again. */
export function deleteCall(context: ServiceContext): handleUnaryCall<DeleteRequest, DeleteAnswer> {
  return (call, callback) => {
    const refused = refuseCaller(call.metadata, context.credentials);
    if (refused !== null) return callback(refused);
    const options = call.request.getOptions()!;
    const stream = streamNameOf(options.getStreamIdentifier());
    const expected = expectedRevision(options, options.getRevision());
    void change(context, 'delete', stream, expected).then((position) => {
      if (position instanceof Error) return callback(position);
      const at = new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position);
      return callback(null, new streams.DeleteResp().setPosition(at));
    });
  };
}

/** Streams.Tombstone: the stream is gone for ever. */
export function tombstoneCall(context: ServiceContext): handleUnaryCall<TombstoneRequest, TombstoneAnswer> {
  return (call, callback) => {
    const refused = refuseCaller(call.metadata, context.credentials);
    if (refused !== null) return callback(refused);
    const options = call.request.getOptions()!;
    const stream = streamNameOf(options.getStreamIdentifier());
    const expected = expectedRevision(options, options.getRevision());
    void change(context, 'tombstone', stream, expected).then((position) => {
      if (position instanceof Error) return callback(position);
      const at = new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position);
      return callback(null, new streams.TombstoneResp().setPosition(at));
    });
  };
}

async function change(
  { database }: ServiceContext,
  kind: 'delete' | 'tombstone',
  stream: string,
  expected: ExpectedRevision,
): Promise<string | ServiceError> {
  const outcome = await database.change(stream, { kind }, expected);
  if (outcome.kind === 'stream-deleted') return streamDeleted(stream);
  if (outcome.kind === 'wrong-expected-revision') {
    return wrongExpectedVersion(stream, expectedNumber(expected), outcome.current);
  }
  return String(outcome.last!.position);
}
