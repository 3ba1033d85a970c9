import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_JSON } from '../errors/send-problem.js';
import { Problem } from '../errors/problem.js';

/** Bytes that never became a request (no HTTP, headers too large, too slow): answered on the socket, then closed. */
export function refuseMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = refusal(error.code);
  const problem = new Problem('invalid-query', detail);
  const body = JSON.stringify({ ...problem.body(), status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${PROBLEM_JSON}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function refusal(code: string | undefined): { readonly status: number; readonly detail: string } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, detail: 'the headers are too large' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, detail: 'the request took too long to arrive' };
    default:
      return { status: 400, detail: 'this is not an HTTP request' };
  }
}
