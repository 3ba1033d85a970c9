import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import type { LiveMode } from './live-state.js';

export interface Following {
  /** Asks for the stream from the message after this one on. */
  open(lastEventId: string | null, signal: AbortSignal): Promise<Response>;
  onMessage(message: EventSourceMessage): void;
  onMode(mode: LiveMode): void;
  /** Resolves after so many ms, or at once when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
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
    const response: Response | null = await following.open(lastEventId, signal).catch(() => null);
    if (signal.aborted) return;
    const messages: AsyncIterable<EventSourceMessage> | null = response === null ? null : messagesOf(response);
    if (messages === null) {
      // Somebody answered, so questions may be answered, too.
      const refused = response !== null && response.status < 500;
      following.onMode(response === null ? 'away' : 'asking');
      await following.wait(refused ? REFUSED_DELAY_MS : delayMs, signal);
      delayMs = Math.min(MAX_DELAY_MS, delayMs * 2);
      continue;
    }
    following.onMode('live');
    try {
      for await (const message of messages) {
        delayMs = FIRST_DELAY_MS;
        if (message.id !== undefined) lastEventId = message.id;
        following.onMessage(message);
      }
    } catch {
      // Cut off in the middle: the next one goes on after the last message.
    }
    if (signal.aborted) return;
    following.onMode('connecting');
    await following.wait(delayMs, signal);
    delayMs = Math.min(MAX_DELAY_MS, delayMs * 2);
  }
}

function messagesOf(response: Response): AsyncIterable<EventSourceMessage> | null {
  const isStream = response.ok && response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (!isStream || response.body === null) return null;
  const texts = response.body.pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>,
  );
  return inOrder(texts.pipeThrough(new EventSourceParserStream()).getReader());
}

/** Not every browser can iterate over a stream. */
async function* inOrder(reader: ReadableStreamDefaultReader<EventSourceMessage>): AsyncGenerator<EventSourceMessage> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
