import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WitnessServer {
  readonly url: string;
  requests: number;
  close(): Promise<void>;
}

/** A bare HTTP server that gives what it is posted to a function. */
export async function serveWitness(
  answer: (body: Buffer) => Promise<{ status: number; body: string }> | { status: number; body: string },
): Promise<WitnessServer> {
  const server = createServer((request, response) => {
    started.requests += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void Promise.resolve(answer(Buffer.concat(chunks))).then(({ status, body }) =>
        response.writeHead(status).end(body),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const started: WitnessServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return started;
}
