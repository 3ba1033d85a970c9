import { expect, it } from '@jest/globals';
import Fastify from 'fastify';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { sweepConnectionsAtClose } from './sweep-connections.js';

const asked = async (socket: Socket, path: string): Promise<string> => {
  socket.write(`GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return String(answer);
};

it('closes a server with connections that nobody asked on, that are kept, and that still wait for their answer', async () => {
  const fastify = Fastify({ forceCloseConnections: 'idle' });
  sweepConnectionsAtClose(fastify);
  const held = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  fastify.get('/', async () => 'now');
  fastify.get('/held', async () => {
    arrived.resolve();
    await held.promise;
    return 'at last';
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = fastify.server.address() as AddressInfo;
  const [silent, half, kept, busy] = [1, 2, 3, 4].map(() => connect(port, '127.0.0.1')) as [
    Socket,
    Socket,
    Socket,
    Socket,
  ];
  const ends = [silent, half, kept, busy].map((socket) => once(socket, 'close'));
  await Promise.all([silent, half].map((socket) => once(socket, 'connect')));
  half.write('GET / HTTP/1.1\r\nho');
  expect(await asked(kept, '/')).toMatch(/now$/);
  const answer = asked(busy, '/held');
  await arrived.promise;
  const closed = fastify.close();
  await Promise.all(ends.slice(0, 3));
  held.resolve();
  expect(await answer).toMatch(/at last$/);
  await Promise.all([closed, ...ends]);
});
