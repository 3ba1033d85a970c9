import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampMessages from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { AppendTooLarge, LedgerUnavailable, OutcomeUnknown, WrongExpectedRevision } from '../port/ledger-errors.js';
import type { ExpectedRevision, NewEvent, Position, Revision } from '../port/ledger-store.js';
import { AccessMissing } from './server-errors.js';
import {
  BatchAppendReq,
  MaximumAppendSizeExceeded,
  StreamIdentifier,
  UUID,
  WrongExpectedVersion,
  type BatchAppendResp,
} from './server-messages.js';

/** A server's yes: the last event's place. */
export interface StoredAppend {
  readonly lastRevision: Revision;
  readonly lastPosition: Position;
}

const utf8 = new TextEncoder();

/** One append as one message: it stays under the server's limit of 1 MB an append, and so under gRPC's of 4 MB. */
export function appendRequest(
  id: string,
  stream: string,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
  deadlineMs: number,
): InstanceType<typeof BatchAppendReq> {
  const options = new BatchAppendReq.Options();
  options.setStreamIdentifier(new StreamIdentifier().setStreamName(utf8.encode(stream)));
  options.setDeadline(timestampMessages.Timestamp.fromDate(new Date(Date.now() + deadlineMs)));
  if (expected === 'no-stream') options.setNoStream(new emptyMessages.Empty());
  else options.setStreamPosition(expected.toString());
  return new BatchAppendReq()
    .setCorrelationId(new UUID().setString(id))
    .setOptions(options)
    .setProposedMessagesList(events.map(proposedMessage))
    .setIsFinal(true);
}

/** The canonical text goes out as it is: the server holds the very bytes that the log's leaf is made of. */
function proposedMessage({ id, type, data, metadata }: NewEvent): InstanceType<typeof BatchAppendReq.ProposedMessage> {
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(new UUID().setString(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  return message.setData(utf8.encode(data)).setCustomMetadata(utf8.encode(metadata));
}

export const correlationOf = (answer: BatchAppendResp): string => answer.getCorrelationId()?.getString() ?? '';

/**
 * What an answer means.
 * @throws WrongExpectedRevision | AppendTooLarge | LedgerUnavailable nothing was stored
 * @throws OutcomeUnknown anything that is not known to mean that nothing was stored
 */
export function outcomeOf(
  answer: BatchAppendResp,
  asked: { readonly stream: string; readonly expected: ExpectedRevision; readonly bytes: number },
): StoredAppend {
  const success = answer.getSuccess();
  if (success !== undefined) {
    return {
      lastRevision: BigInt(success.getCurrentRevision()) as Revision,
      lastPosition: BigInt(success.getPosition()?.getCommitPosition() ?? 0) as Position,
    };
  }
  const { stream, expected, bytes } = asked;
  const error = answer.getError();
  const details = error?.getDetails();
  const kind = details?.getTypeName() ?? '';
  switch (kind.slice(kind.lastIndexOf('.') + 1)) {
    case 'WrongExpectedVersion': {
      const found = details?.unpack(WrongExpectedVersion.deserializeBinary, kind);
      throw new WrongExpectedRevision(stream, expected, actualOf(found ?? undefined));
    }
    case 'MaximumAppendSizeExceeded': {
      const limit = details?.unpack(MaximumAppendSizeExceeded.deserializeBinary, kind)?.getMaxappendsize();
      throw new AppendTooLarge(bytes, limit ?? 0);
    }
    case 'AccessDenied':
      throw new AccessMissing(`write to stream ${stream}`);
    case 'StreamDeleted':
      throw new LedgerUnavailable(
        `EventStoreDB: stream ${stream} was deleted for good: what stood before is lost; bring the ledger back from a backup`,
      );
    default:
      throw new OutcomeUnknown(
        `EventStoreDB answered an append to ${stream} with ${error?.getMessage() || kind || 'nothing that is known here'}`,
      );
  }
}

function actualOf(found: InstanceType<typeof WrongExpectedVersion> | undefined): 'no-stream' | Revision | 'unknown' {
  if (found?.hasCurrentStreamRevision()) return BigInt(found.getCurrentStreamRevision()) as Revision;
  return found?.hasCurrentNoStream() ? 'no-stream' : 'unknown';
}
