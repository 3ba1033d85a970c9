import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import type { LiveMode } from './live-state.js';

export interface Following {
  /** Asks for the stream from the message after this one on. */
  open(lastEventId: string | null, signal: AbortSignal): Promise<Response>;
  onMessage(message: EventSourceMessage): void;
  onMode(mode: LiveMode): void;
  /** Resolves after so many ms, or at once when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** A stream that sends nothing for so long, not even a heartbeat (15 s), has been lost on the way. */
  readonly silenceMs: number;
}

export const FIRST_DELAY_MS = 1_000;
export const MAX_DELAY_MS = 30_000;
/** A service without a stream may be replaced by one that has it. */
export const REFUSED_DELAY_MS = 60_000;

/** Follows the stream until the signal is aborted, over ends, refusals and outages. Never throws. */
export async function followStream(following: Following, signal: AbortSignal): Promise<void> {
  let lastEventId: string | null = null;
  let delayMs = FIRST_DELAY_MS;
  while (!signal.aborted) {
    const watch = new SilenceWatch(following.silenceMs);
    const answered: Answered = await following
      .open(lastEventId, AbortSignal.any([signal, watch.signal]))
      .then(judge, () => NOBODY);
    if (signal.aborted) return watch.stop();
    following.onMode(answered.mode);
    if (answered.bytes !== null) {
      for await (const message of messagesOf(answered.bytes, watch)) {
        delayMs = FIRST_DELAY_MS;
        if (message.id !== undefined) lastEventId = message.id;
        following.onMessage(message);
      }
      if (!signal.aborted) following.onMode('connecting');
    }
    watch.stop();
    await following.wait(answered.waitMs ?? delayMs, signal);
    delayMs = Math.min(MAX_DELAY_MS, delayMs * 2);
  }
}

interface Answered {
  readonly mode: LiveMode;
  /** Before asking again; null: longer each time. */
  readonly waitMs: number | null;
  readonly bytes: ReadableStream<Uint8Array<ArrayBuffer>> | null;
}

const NOBODY: Answered = { mode: 'away', waitMs: null, bytes: null };

function judge(response: Response): Answered {
  const isStream = response.ok && response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream && response.body !== null) return { mode: 'live', waitMs: null, bytes: response.body };
  // Somebody answered, so questions may be answered, too.
  return { mode: 'asking', waitMs: response.status < 500 ? REFUSED_DELAY_MS : null, bytes: null };
}

/** Ends where the stream ends or is cut off: the next one goes on after the last whole message. */
async function* messagesOf(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
  watch: SilenceWatch,
): AsyncGenerator<EventSourceMessage> {
  const heard = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (chunk, out) => {
      watch.heard();
      out.enqueue(chunk);
    },
  });
  const messages = bytes
    .pipeThrough(heard, { signal: watch.signal })
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  for (;;) {
    const next = await messages.read().catch(() => null);
    if (next === null || next.done) return;
    yield next.value;
  }
}

class SilenceWatch {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly silenceMs: number) {
    this.heard();
  }

  /** Aborted when nothing was heard for too long. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(), this.silenceMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
