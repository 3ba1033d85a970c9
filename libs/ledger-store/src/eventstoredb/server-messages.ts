import type { Transform } from 'node:stream';
import sharedMessages from '@eventstore/db-client/generated/shared_pb.js';
import streamsMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { AllStreamSubscription, EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';

/**
 * The one file that reaches behind the client's public face, and why it does (ADR 0014): the client decodes and encodes
 * JSON, so that the bytes that the server holds never show; and its own batch append keeps all appends of a process in
 * one table, so that one broken stream fails every other one's.
 */
export const { BatchAppendReq } = streamsMessages;
export const { StreamIdentifier, UUID, WrongExpectedVersion, MaximumAppendSizeExceeded } = sharedMessages;
export type { BatchAppendResp, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

/** What the server's log holds of one event, as the wire gives it. */
export type RecordedMessage = NonNullable<ReturnType<NonNullable<ReturnType<ReadResp['getEvent']>>['getEvent']>>;

export type BatchAppendCall = ReturnType<StreamsClient['batchAppend']>;

type CallArguments = Exclude<Parameters<StreamsClient['batchAppend']>, []>;

interface InnerClient {
  GRPCStreamCreator(
    stub: typeof StreamsClient,
    name: string,
    create: (client: StreamsClient) => BatchAppendCall,
  ): () => Promise<BatchAppendCall>;
  callArguments(options: { requiresLeader: boolean }, call: { deadline: number }): CallArguments;
  getChannel(): Promise<Channel>;
}

export interface Channel {
  close(): void;
}

const inner = (client: EventStoreDBClient): InnerClient => client as unknown as InnerClient;

/** A batch append call of its own, on the client's connection and with its credentials. */
export function openBatchAppend(client: EventStoreDBClient): Promise<BatchAppendCall> {
  const { GRPCStreamCreator, callArguments } = inner(client);
  const options = callArguments({ requiresLeader: true }, { deadline: Infinity });
  return GRPCStreamCreator(StreamsClient, 'batchAppend', (stub) => stub.batchAppend(...options))();
}

/** Hands each message to `take` before the client would decode it. */
export function tapMessages(
  stream: StreamingRead<unknown> | AllStreamSubscription,
  take: (message: ReadResp) => void,
): void {
  (stream as unknown as Transform)._transform = (message, _encoding, next) => {
    take(message as ReadResp);
    next();
  };
}

/** The connection itself, found and opened, to be closed by whoever opened it: the client would leave it open. */
export const openChannel = (client: EventStoreDBClient): Promise<Channel> => inner(client).getChannel();
