import type { handleServerStreamingCall } from '@grpc/grpc-js';
import type { RecordedEvent } from '../database/recorded-event.js';
import { send, type ReadCall } from './call-writer.js';
import { refuseCaller } from './credentials.js';
import { eventFilter } from './event-filter.js';
import { eventMessage, streamIdentifier, streamNameOf } from './event-messages.js';
import { streams } from './protocol.js';
import { invalidPosition, streamDeleted } from './refusals.js';
import type { ServiceContext } from './service-context.js';
import { viewStream } from './stream-reads.js';
import { subscribe } from './subscribe.js';

type Options = InstanceType<typeof streams.ReadReq.Options>;
type Request = InstanceType<typeof streams.ReadReq>;
type Answer = InstanceType<typeof streams.ReadResp>;

const FORWARDS = 0;
/** Events of $all that are looked up at once. */
const PAGE = 256;

/** Streams.Read: pages of a stream or of $all, and subscriptions to either. */
export function readCall(context: ServiceContext): handleServerStreamingCall<Request, Answer> {
  return (call) => {
    const refused = refuseCaller(call.metadata, context.credentials);
    if (refused !== null) {
      call.emit('error', refused);
      return;
    }
    const options = call.request.getOptions()!;
    const read = options.hasSubscription() ? subscribe : options.hasAll() ? readAll : readStream;
    void context.faults.beforeRead().then(() => read(call, options, context));
  };
}

async function readStream(call: ReadCall, options: Options, { database }: ServiceContext): Promise<void> {
  const wanted = options.getStream()!;
  const stream = streamNameOf(wanted.getStreamIdentifier());
  const view = viewStream(database, stream);
  if (view.kind === 'deleted') {
    call.emit('error', streamDeleted(stream));
    return;
  }
  if (view.kind === 'not-found') {
    const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(streamIdentifier(stream));
    call.write(new streams.ReadResp().setStreamNotFound(missing));
    call.end();
    return;
  }
  const forwards = options.getReadDirection() === FORWARDS;
  const revision = wanted.hasRevision() ? BigInt(wanted.getRevision()) : null;
  const chosen = view.events.filter((event) => {
    if (wanted.hasEnd()) return !forwards;
    if (revision === null) return forwards || event.revision === 0n;
    return forwards ? event.revision >= revision : event.revision <= revision;
  });
  if (!forwards) chosen.reverse();
  if (await sendEvents(call, chosen.slice(0, Number(options.getCount())))) call.end();
}

async function readAll(call: ReadCall, options: Options, { database }: ServiceContext): Promise<void> {
  const from = options.getAll()!;
  const forwards = options.getReadDirection() === FORWARDS;
  const matches = eventFilter(options.getFilter());
  let position = from.hasPosition() ? Number(from.getPosition()!.getCommitPosition()) : from.hasEnd() ? Infinity : 0;
  if (from.hasPosition() && !database.isBoundary(position)) {
    call.emit('error', invalidPosition());
    return;
  }
  let left = Number(options.getCount());
  while (left > 0) {
    const page = forwards ? database.readAll(position, PAGE) : database.readAllBackwards(position, PAGE);
    if (page.length === 0) break;
    const chosen = page.filter(matches).slice(0, left);
    if (!(await sendEvents(call, chosen))) return;
    left -= chosen.length;
    position = forwards ? page.at(-1)!.position + 1 : page.at(-1)!.position;
  }
  call.end();
}

/** False when the reader went away. */
async function sendEvents(call: ReadCall, events: readonly RecordedEvent[]): Promise<boolean> {
  for (const event of events) {
    const sent = send(call, eventMessage(event));
    if (sent !== true && !(await sent)) return false;
  }
  return !call.cancelled;
}
