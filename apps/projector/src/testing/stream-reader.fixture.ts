import { waitUntil } from '@tallystick/testing';

export interface Message {
  readonly event: string;
  readonly id?: string;
  // A test says itself what it expects to find.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
}

export interface StreamReader {
  readonly response: Response;
  readonly messages: readonly Message[];
  /** Comments and `retry:` fields. */
  readonly others: readonly string[];
  readonly ended: boolean;
  /** The first message from `from` on that fits, now or later. */
  message(fits: (message: Message) => boolean, from?: number): Promise<Message>;
  close(): void;
}

/** A reading client of `GET /v1/stream`. */
export async function readStream(url: string, headers: Record<string, string> = {}): Promise<StreamReader> {
  const closing = new AbortController();
  const response = await fetch(url, { headers, signal: closing.signal });
  const messages: Message[] = [];
  const others: string[] = [];
  const reader = {
    response,
    messages,
    others,
    ended: false,
    message: (fits: (message: Message) => boolean, from = 0) =>
      waitUntil(async () => messages.slice(from).find(fits), { what: 'a message of the stream' }),
    close: () => closing.abort(),
  };
  if (response.headers.get('content-type') === 'text/event-stream') void read();
  return reader;

  async function read(): Promise<void> {
    let rest = '';
    try {
      for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + text).split('\n\n');
        rest = parts.pop()!;
        for (const part of parts) take(part);
      }
    } catch {
      // Closed by the test, or cut off.
    }
    reader.ended = true;
  }

  function take(part: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
    const [event, id, data] = [field('event'), field('id'), field('data')];
    if (event === undefined || data === undefined) others.push(part);
    else messages.push({ event, ...(id === undefined ? {} : { id }), data: JSON.parse(data) });
  }
}
