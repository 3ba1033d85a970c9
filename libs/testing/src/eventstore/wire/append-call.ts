import type { handleClientStreamingCall } from '@grpc/grpc-js';
import { sizeOf, type ProposedEvent } from '../database/recorded-event.js';
import { appendAnswer } from './append-answers.js';
import { refuseCaller } from './credentials.js';
import { proposedEvent, streamNameOf } from './event-messages.js';
import { expectedRevision } from './expected-revision.js';
import { streams } from './protocol.js';
import { maxAppendSizeExceeded, timedOut } from './refusals.js';
import type { ServiceContext } from './service-context.js';

type Request = InstanceType<typeof streams.AppendReq>;
type Answer = InstanceType<typeof streams.AppendResp>;

/** Streams.Append: the stream, then its events one by one, then one answer. */
export function appendCall(context: ServiceContext): handleClientStreamingCall<Request, Answer> {
  const { database, faults, maxAppendBytes, credentials } = context;
  return (call, callback) => {
    const refused = refuseCaller(call.metadata, credentials);
    if (refused !== null) return callback(refused);
    let options: ReturnType<Request['getOptions']>;
    const events: ProposedEvent[] = [];
    let bytes = 0;
    call.on('data', (request: Request) => {
      if (request.hasOptions()) options = request.getOptions();
      else if (bytes <= maxAppendBytes) {
        const event = proposedEvent(request.getProposedMessage()!);
        bytes += sizeOf(event);
        events.push(event);
      }
    });
    call.on('end', () => {
      if (bytes > maxAppendBytes) return callback(maxAppendSizeExceeded(maxAppendBytes));
      const stream = streamNameOf(options!.getStreamIdentifier());
      const expected = expectedRevision(options!, options!.getRevision());
      void faults
        .aroundAppend(() => database.change(stream, { kind: 'append', events }, expected))
        .then((outcome) => {
          if (outcome === 'timed-out') return callback(timedOut('commit'));
          const answer = appendAnswer(stream, expected, outcome);
          return answer instanceof Error ? callback(answer) : callback(null, answer);
        });
    });
  };
}
