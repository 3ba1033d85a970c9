import type { IncomingMessage, ServerResponse } from 'node:http';
import { addCheckpoint, MAX_REQUEST_BYTES, type WitnessAnswer, type WitnessOptions } from '@tallystick/transparency';
import { failureLine } from '../failure.js';
import type { Terminal } from '../output/terminal.js';

/** Answers a witness's HTTP requests: `POST add-checkpoint`, and who it is at `/`. Each is a line on standard error. */
export function witnessRequests(options: WitnessOptions, terminal: Terminal) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const send = (status: number, body: string, contentType = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': contentType }).end(body);
    const path = new URL(request.url ?? '/', 'http://witness').pathname;
    if (path === '/') return void send(200, `${options.key.verifier.text}\n`);
    if (!path.endsWith('/add-checkpoint')) return void send(404, 'only add-checkpoint is served here\n');
    if (request.method !== 'POST') return void send(405, 'add-checkpoint is posted\n');
    readBody(request, (body) => {
      if (body === undefined) return void send(413, `${MAX_REQUEST_BYTES} bytes are the most\n`);
      try {
        const answer = addCheckpoint(body, options);
        send(answer.status, answer.body, answer.contentType);
        tell(terminal, answer);
      } catch (error) {
        // Nothing was signed: the memory could not be written, and says why.
        terminal.warn(`not cosigned: ${failureLine(error)}`);
        send(500, 'the witness cannot remember, and so does not sign\n');
      }
    });
  };
}

function readBody(request: IncomingMessage, done: (body: Buffer | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_REQUEST_BYTES) chunks.push(chunk);
  });
  request.on('end', () => done(bytes > MAX_REQUEST_BYTES ? undefined : Buffer.concat(chunks)));
}

function tell(terminal: Terminal, { status, origin = 'unknown log', size, body, contradiction }: WitnessAnswer): void {
  if (contradiction !== undefined) {
    terminal.warn(`THE LOG ${origin} SIGNED TWO HISTORIES OF ${size} ENTRIES. Keep both checkpoints, they prove it:`);
    for (const note of [contradiction.seen, contradiction.offered]) terminal.warn(Buffer.from(note).toString('utf8'));
  } else if (status === 200) {
    terminal.note(`cosigned ${origin} at ${size} entries`);
  } else {
    terminal.note(`refused with ${status}: ${origin} at ${size ?? 'no'} entries (${body.trim()})`);
  }
}
