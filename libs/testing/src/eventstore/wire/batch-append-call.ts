import { status as code, type handleBidiStreamingCall } from '@grpc/grpc-js';
import type { ExpectedRevision } from '../database/decide-append.js';
import { sizeOf, type ProposedEvent } from '../database/recorded-event.js';
import { batchAnswer, batchDenied, batchTimedOut, batchTooLarge } from './append-answers.js';
import { refuseCaller } from './credentials.js';
import { proposedEvent, streamIdentifier, streamNameOf } from './event-messages.js';
import { expectedRevision } from './expected-revision.js';
import { streams } from './protocol.js';
import type { ServiceContext } from './service-context.js';

type Request = InstanceType<typeof streams.BatchAppendReq>;
type Answer = InstanceType<typeof streams.BatchAppendResp>;

interface Pending {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: ProposedEvent[];
  bytes: number;
}

/** Streams.BatchAppend: many appends over one call, each in one or more messages, told apart by correlation id. */
export function batchAppendCall(context: ServiceContext): handleBidiStreamingCall<Request, Answer> {
  const { database, faults, maxAppendBytes, credentials } = context;
  return (call) => {
    const refused = refuseCaller(call.metadata, credentials);
    if (refused?.code === code.UNAUTHENTICATED) {
      call.emit('error', refused);
      return;
    }
    const pending = new Map<string, Pending>();
    let open = 0;
    let ended = false;
    const endWhenAnswered = () => {
      if (ended && open === 0) call.end();
    };

    call.on('data', (request: Request) => {
      const id = request.getCorrelationId()!;
      const options = request.getOptions();
      const answer = (message: Answer, stream: string): void => {
        call.write(message.setCorrelationId(id).setStreamIdentifier(streamIdentifier(stream)));
      };
      if (options !== undefined) {
        const stream = streamNameOf(options.getStreamIdentifier());
        if (refused !== null) return answer(batchDenied(), stream);
        const expected = expectedRevision(options, options.getStreamPosition());
        const seconds = options.getDeadline()?.getSeconds() ?? Infinity;
        if (seconds * 1_000 + 999 < Date.now()) return answer(batchTimedOut(), stream);
        pending.set(id.getString(), { stream, expected, events: [], bytes: 0 });
      }
      const append = pending.get(id.getString());
      if (append === undefined) return;
      for (const event of request.getProposedMessagesList().map(proposedEvent)) {
        append.bytes += sizeOf(event);
        append.events.push(event);
      }
      const { stream, expected, events, bytes } = append;
      if (bytes > maxAppendBytes) {
        pending.delete(id.getString());
        return answer(batchTooLarge(maxAppendBytes), stream);
      }
      if (!request.getIsFinal()) return;
      pending.delete(id.getString());
      open += 1;
      void faults
        .aroundAppend(() => database.change(stream, { kind: 'append', events }, expected))
        .then((outcome) => {
          answer(outcome === 'timed-out' ? batchTimedOut() : batchAnswer(stream, expected, outcome), stream);
          open -= 1;
          endWhenAnswered();
        });
    });
    call.on('end', () => {
      ended = true;
      endWhenAnswered();
    });
  };
}
