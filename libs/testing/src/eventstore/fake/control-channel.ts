import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { FaultCommand } from './faults.js';

/** Commands to a fake in another process: POST of one JSON command to a loopback address. Resolves with the address. */
export async function openControlChannel(apply: (command: FaultCommand) => void): Promise<string> {
  const server = createServer((request, response) => {
    void json(request).then(
      (command) => {
        apply(command as FaultCommand);
        response.writeHead(204).end();
      },
      (error: Error) => response.writeHead(400).end(error.message),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function sendCommand(url: string, command: FaultCommand): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(command),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`the fake event store refused ${command.kind}: ${await answer.text()}`);
}
