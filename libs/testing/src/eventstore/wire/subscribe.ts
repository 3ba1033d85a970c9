import { randomUUID } from 'node:crypto';
import type { RecordedEvent } from '../database/recorded-event.js';
import { isTombstoned } from '../database/stream-index.js';
import { isKept } from '../database/stream-metadata.js';
import { send, writable, type ReadCall } from './call-writer.js';
import { eventFilter } from './event-filter.js';
import { eventMessage, streamNameOf } from './event-messages.js';
import { streams } from './protocol.js';
import { consumerTooSlow, invalidPosition, streamDeleted } from './refusals.js';
import type { ServiceContext } from './service-context.js';

type Options = InstanceType<typeof streams.ReadReq.Options>;
type Answer = InstanceType<typeof streams.ReadResp>;

/** Events that a filtered subscription looks at between two checkpoints, times the interval that it asks for. */
const SEARCH_WINDOW = 32;
/** Events that appear to a live subscription in one turn: the connection gets its chance between two turns. */
const TURN = 16;

/** Confirmation, everything from the start on, `caughtUp`, then each event as it is committed. */
export async function subscribe(call: ReadCall, options: Options, context: ServiceContext): Promise<void> {
  const { database } = context;
  const subscription = describe(options, context);
  if (subscription instanceof Error) {
    call.emit('error', subscription);
    return;
  }
  const { wants, checkpoint } = subscription;
  let { position } = subscription;
  const id = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
  call.write(new streams.ReadResp().setConfirmation(id));
  for (;;) {
    const page = database.readAll(position, SEARCH_WINDOW);
    if (page.length === 0) break;
    for (const event of page) {
      position = event.position + 1;
      for (const message of [...(wants(event) ? [eventMessage(event)] : []), ...checkpoint(event)]) {
        const sent = send(call, message);
        if (sent !== true && !(await sent)) return;
      }
    }
  }
  // Nothing is awaited between the last look and going live: no event falls between the two.
  call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
  goLive(call, context, (event) => [...(wants(event) ? [eventMessage(event)] : []), ...checkpoint(event)]);
}

interface Described {
  /** Where to begin. */
  readonly position: number;
  readonly wants: (event: RecordedEvent) => boolean;
  /** Messages that go behind an event, sent or not. */
  readonly checkpoint: (event: RecordedEvent) => readonly Answer[];
}

function describe(options: Options, { database }: ServiceContext): Described | Error {
  if (options.hasStream()) {
    const wanted = options.getStream()!;
    const stream = streamNameOf(wanted.getStreamIdentifier());
    if (isTombstoned(database.stream(stream))) return streamDeleted(stream);
    const after = wanted.hasRevision() ? BigInt(wanted.getRevision()) : -1n;
    const wants = (event: RecordedEvent): boolean =>
      event.stream === stream &&
      event.revision > after &&
      isKept(event, database.stream(stream).at(-1)!.revision, database.retention(stream), Date.now());
    return { position: wanted.hasEnd() ? database.end : 0, wants, checkpoint: () => [] };
  }
  const from = options.getAll()!;
  const filter = options.getFilter();
  const wants = eventFilter(filter);
  const every = SEARCH_WINDOW * (filter?.getCheckpointintervalmultiplier() ?? 0);
  let looked = 0;
  const checkpoint = ({ position }: RecordedEvent): readonly Answer[] => {
    looked += 1;
    if (filter === undefined || looked % every !== 0) return [];
    const at = new streams.ReadResp.Checkpoint()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position));
    return [new streams.ReadResp().setCheckpoint(at)];
  };
  if (!from.hasPosition()) return { position: from.hasEnd() ? database.end : 0, wants, checkpoint };
  const position = Number(from.getPosition()!.getCommitPosition());
  return database.isBoundary(position) ? { position: position + 1, wants, checkpoint } : invalidPosition();
}

/**
 * A live subscription holds few events for its reader: whoever is slower than the writers is dropped. Events appear a
 * few at a time, as they do on a real server, whose connections are written while appends go on.
 */
function goLive(
  call: ReadCall,
  { database, liveBuffer }: ServiceContext,
  messages: (event: RecordedEvent) => Answer[],
) {
  const appeared: RecordedEvent[] = [];
  const buffer: Answer[] = [];
  let pumping = false;
  let scheduled = false;
  const pump = async () => {
    pumping = true;
    while (buffer.length > 0 && (await writable(call))) {
      const message = buffer.shift();
      if (message !== undefined) call.write(message);
    }
    pumping = false;
  };
  const turn = () => {
    scheduled = false;
    for (const event of appeared.splice(0, TURN)) buffer.push(...messages(event));
    if (buffer.length > liveBuffer) {
      stop();
      call.emit('error', consumerTooSlow());
      return;
    }
    if (!pumping) void pump();
    schedule();
  };
  const schedule = () => {
    if (scheduled || appeared.length === 0) return;
    scheduled = true;
    setImmediate(turn);
  };
  const forget = database.onCommitted((events) => {
    appeared.push(...events);
    schedule();
  });
  const stop = () => {
    forget();
    appeared.length = 0;
    buffer.length = 0;
  };
  call.once('cancelled', stop);
}
